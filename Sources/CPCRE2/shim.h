// The library's names depend on the width of a code unit: 8 bits, for UTF-8.
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
