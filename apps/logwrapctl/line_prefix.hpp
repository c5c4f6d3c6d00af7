// LinePrefix: what stands before a line of several runs': who printed it, in columns that stay.
#pragma once

#include <string>
#include <vector>

#include "lib/query/record_source.hpp"
#include "lib/query/selection.hpp"

namespace logwrap {

class LinePrefix {
 public:
  enum class Colour { On, Off };

  LinePrefix(const std::vector<SourceRun>& runs, Colour colour);

  /// "[3]   n07  ", "[0-7] 2 nodes  "; of runs that have no ranks the ends of their ids. `runs`: at least one.
  [[nodiscard]] std::string of(const std::vector<std::size_t>& runs) const;
  /// "==> 20261122-030405-k3v9qx7m rank 3, node n07 <==", before the lines of one run.
  [[nodiscard]] std::string heading(std::size_t run) const;

 private:
  [[nodiscard]] std::string who(const std::vector<std::size_t>& runs) const;
  [[nodiscard]] std::string where(const std::vector<std::size_t>& runs) const;

  std::vector<SourceRun> runs_;
  std::vector<RunName> names_;
  Colour colour_;
  std::size_t who_width_ = 0;
  std::size_t where_width_ = 0;  // 0: no node is known
};

}  // namespace logwrap
