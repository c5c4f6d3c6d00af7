#include "lib/recorder/page.hpp"

#include <sys/mman.h>

#include <new>

namespace logwrap {

Result<SharedPageMap> SharedPageMap::make() {
  void* memory = ::mmap(nullptr, sizeof(SharedPage), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) return errno_error("cannot map a page shared with the recorder");
  return SharedPageMap(new (memory) SharedPage);
}

SharedPageMap::~SharedPageMap() {
  if (page_ != nullptr) ::munmap(page_, sizeof(SharedPage));
}

}  // namespace logwrap
