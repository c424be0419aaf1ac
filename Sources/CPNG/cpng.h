/// libpng's simplified interface, which reports errors by return value: the rest of the library jumps
/// out of C frames, which Swift cannot do. Its constants are macros with casts, unseen by Swift.
#ifndef REPRISE_CPNG_H
#define REPRISE_CPNG_H

#include <png.h>

static inline png_uint_32 rp_version(void) { return PNG_IMAGE_VERSION; }
static inline png_uint_32 rp_rgb(void) { return PNG_FORMAT_RGB; }

/// The message of the last failure.
static inline const char *rp_message(const png_image *image) { return image->message; }

#endif
