// A C door to gnuplot-iostream in its file mode: what gnuplot is to read is written to a file, and
// gnuplot itself is run elsewhere. No C++ exception passes; a failure leaves its message.
#ifndef CGNUPLOT_H
#define CGNUPLOT_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// A file open for writing.
typedef struct rg_file *rg_file_t;

/// A cell of a data block: the text when there is one, the number otherwise.
typedef struct {
  double number;
  const char *text;
} rg_cell;

/// Creates or empties the file; null on failure.
rg_file_t rg_open(const char *path);

/// Writes text as it is; 0, or -1 on failure.
int32_t rg_write(rg_file_t file, const char *text);

/// Writes `rows` lines of `columns` cells: numbers with the fewest digits that read back the same,
/// not-a-number as `nan`, text quoted; 0, or -1 on failure.
int32_t rg_rows(rg_file_t file, const rg_cell *cells, int64_t rows, int64_t columns);

/// Flushes, closes and frees; -1 when something was not written.
int32_t rg_close(rg_file_t file);

/// The message of this thread's last failure.
const char *rg_error(void);

#ifdef __cplusplus
}
#endif
#endif
