#include "cgnuplot.h"

#include <gnuplot-iostream.h>

#include <charconv>
#include <memory>
#include <string>
#include <vector>

struct rg_file {
  std::string path;
  gnuplotio::Gnuplot stream;
  explicit rg_file(const char *name) : path(name), stream(">" + path) {}
};

namespace gnuplotio {

/// The library's own 19 digits would make every number in the data unreadable.
template <>
struct TextSender<rg_cell> {
  static void send(std::ostream &stream, const rg_cell &cell) {
    if (cell.text != nullptr) return quote(stream, cell.text);
    if (std::isnan(cell.number)) {
      stream << "nan";
      return;
    }
    char digits[32];
    auto end = std::to_chars(digits, digits + sizeof digits, cell.number).ptr;
    stream.write(digits, end - digits);
  }

  // A quoted string of a data file ends at the first quotation mark, escaped or not.
  static void quote(std::ostream &stream, const char *text) {
    stream << '"';
    for (; *text != 0; ++text) {
      if (*text == '"') stream << "\\042";
      else if (*text == '\\') stream << "\\\\";
      else stream << *text;
    }
    stream << '"';
  }
};

}  // namespace gnuplotio

namespace {

thread_local std::string last_error;

template <typename Result, typename Body>
Result guarded(Result failure, Body body) noexcept {
  try {
    return body();
  } catch (const std::exception &error) {
    last_error = error.what();
  } catch (...) {
    last_error = "an exception of unknown type";
  }
  return failure;
}

int32_t checked(rg_file_t file) {
  if (file->stream.good()) return 0;
  last_error = "cannot write to " + file->path;
  return -1;
}

}  // namespace

rg_file_t rg_open(const char *path) {
  return guarded<rg_file_t>(nullptr, [&] { return new rg_file(path); });
}

int32_t rg_write(rg_file_t file, const char *text) {
  return guarded<int32_t>(-1, [&] {
    file->stream << text;
    return checked(file);
  });
}

int32_t rg_rows(rg_file_t file, const rg_cell *cells, int64_t rows, int64_t columns) {
  return guarded<int32_t>(-1, [&] {
    std::vector<std::vector<rg_cell>> table;
    table.reserve(rows);
    for (int64_t row = 0; row < rows; ++row)
      table.emplace_back(cells + row * columns, cells + (row + 1) * columns);
    gnuplotio::top_level_array_sender(
        file->stream, table, gnuplotio::Mode1D(), gnuplotio::ModeText());
    return checked(file);
  });
}

int32_t rg_close(rg_file_t file) {
  return guarded<int32_t>(-1, [&] {
    std::unique_ptr<rg_file> owned(file);
    owned->stream.flush();
    return checked(file);
  });
}

const char *rg_error(void) { return last_error.c_str(); }
