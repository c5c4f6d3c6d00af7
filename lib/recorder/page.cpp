#include "lib/recorder/page.hpp"

#include <linux/futex.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <new>

namespace logwrap {

static_assert(sizeof(std::atomic<std::uint32_t>) == sizeof(std::uint32_t), "the kernel compares what is in it");

void ring_bell(SharedPage& page) {
  ++page.bell;
  // Who begins to gather after this line sees that the bell has moved.
  if (page.gathering != 0) ::syscall(SYS_futex, &page.bell, FUTEX_WAKE, 1, nullptr, nullptr, 0);
}

void wait_for_bell(SharedPage& page, std::uint32_t heard, std::chrono::nanoseconds most) {
  if (most.count() <= 0) return;
  timespec time{};
  time.tv_sec = std::chrono::floor<std::chrono::seconds>(most).count();
  time.tv_nsec = (most % std::chrono::seconds(1)).count();
  ::syscall(SYS_futex, &page.bell, FUTEX_WAIT, heard, &time, nullptr, 0);
}

Result<SharedPageMap> SharedPageMap::make() {
  void* memory = ::mmap(nullptr, sizeof(SharedPage), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) return errno_error("cannot map a page shared with the recorder");
  return SharedPageMap(new (memory) SharedPage);
}

SharedPageMap::~SharedPageMap() {
  if (page_ != nullptr) ::munmap(page_, sizeof(SharedPage));
}

}  // namespace logwrap
