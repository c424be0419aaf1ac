/// The digests of OpenSSL's libcrypto.
#ifndef REPRISE_CCRYPTO_H
#define REPRISE_CCRYPTO_H

#include <openssl/evp.h>

#endif
