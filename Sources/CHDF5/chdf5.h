/// libhdf5 as Swift can see it: most constants of the library are macros over globals, which Swift
/// does not import, so each one in use gets a function.
#ifndef REPRISE_CHDF5_H
#define REPRISE_CHDF5_H

#include <hdf5.h>
#include <string.h>

static inline hid_t rh_int8(void) { return H5T_STD_I8LE; }
static inline hid_t rh_int16(void) { return H5T_STD_I16LE; }
static inline hid_t rh_int32(void) { return H5T_STD_I32LE; }
static inline hid_t rh_int64(void) { return H5T_STD_I64LE; }
static inline hid_t rh_uint8(void) { return H5T_STD_U8LE; }
static inline hid_t rh_uint16(void) { return H5T_STD_U16LE; }
static inline hid_t rh_uint32(void) { return H5T_STD_U32LE; }
static inline hid_t rh_uint64(void) { return H5T_STD_U64LE; }
static inline hid_t rh_float32(void) { return H5T_IEEE_F32LE; }
static inline hid_t rh_float64(void) { return H5T_IEEE_F64LE; }
static inline hid_t rh_c_string(void) { return H5T_C_S1; }
static inline size_t rh_variable(void) { return H5T_VARIABLE; }

static inline hid_t rh_default(void) { return H5P_DEFAULT; }
static inline hid_t rh_all(void) { return H5S_ALL; }
static inline hid_t rh_file_create(void) { return H5P_FILE_CREATE; }
static inline hid_t rh_file_access(void) { return H5P_FILE_ACCESS; }
static inline hid_t rh_group_create(void) { return H5P_GROUP_CREATE; }
static inline hid_t rh_dataset_create(void) { return H5P_DATASET_CREATE; }
static inline hid_t rh_attribute_create(void) { return H5P_ATTRIBUTE_CREATE; }
static inline hid_t rh_link_create(void) { return H5P_LINK_CREATE; }

static inline unsigned rh_read_only(void) { return H5F_ACC_RDONLY; }
static inline unsigned rh_truncate(void) { return H5F_ACC_TRUNC; }
static inline haddr_t rh_undefined_address(void) { return HADDR_UNDEF; }

/// The message of the deepest frame of this thread's error stack, cut to fit; false where the
/// stack is empty.
static inline herr_t rh_first_frame(unsigned n, const H5E_error2_t *frame, void *found) {
  (void)n;
  *(const char **)found = frame->desc;
  return 1;
}

static inline _Bool rh_error(char *message, size_t capacity) {
  const char *found = 0;
  hid_t stack = H5Eget_current_stack();
  if (stack < 0) return 0;
  H5Ewalk2(stack, H5E_WALK_UPWARD, rh_first_frame, &found);
  if (found && capacity > 0) {
    size_t i = 0;
    for (; found[i] && i + 1 < capacity; ++i) message[i] = found[i];
    message[i] = 0;
  }
  H5Eclose_stack(stack);
  return found != 0;
}

/// What tells an object from all others: the number of its file, and its place there.
typedef struct {
  unsigned long file;
  uint64_t address;
} rh_identity_t;

static inline herr_t rh_identity(hid_t object, rh_identity_t *identity) {
#if H5_VERSION_GE(1, 12, 0)
  H5O_info2_t info;
  herr_t status = H5Oget_info3(object, &info, H5O_INFO_BASIC);
  if (status >= 0) memcpy(&identity->address, &info.token, sizeof identity->address);
#else
  H5O_info_t info;
  herr_t status = H5Oget_info2(object, &info, H5O_INFO_BASIC);
  if (status >= 0) identity->address = info.addr;
#endif
  if (status >= 0) identity->file = info.fileno;
  return status;
}

/// Turns the library's own printing of errors off for this thread.
static inline void rh_silence(void) { H5Eset_auto2(H5E_DEFAULT, 0, 0); }

#endif
