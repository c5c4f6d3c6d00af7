#include <sys/vfs.h>

#include <algorithm>
#include <array>
#include <filesystem>

#include "lib/journal/state_dir.hpp"

namespace logwrap {

namespace {

struct NetworkType {
  unsigned long magic;  // statfs(2)'s f_type, from linux/magic.h or the file system's own source
  std::string_view name;
};

// On these a write can hang for minutes when a server does, an append by one host is seen late by others, and every
// job of a cluster would write to the same few servers: a journal belongs on a disk of the node's own.
constexpr std::array kNetworkTypes = {
    NetworkType{0x6969, "NFS"},
    NetworkType{0xFF534D42, "CIFS"},
    NetworkType{0xFE534D42, "SMB2"},
    NetworkType{0x517B, "SMB"},
    NetworkType{0x0BD00BD0, "Lustre"},
    NetworkType{0x47504653, "GPFS"},
    NetworkType{0x19830326, "BeeGFS"},
    NetworkType{0x00C36400, "Ceph"},
    NetworkType{0x5346414F, "AFS"},
    NetworkType{0x6B414653, "kAFS"},
    NetworkType{0x73757245, "Coda"},
    NetworkType{0x01161970, "GFS2"},   // a shared disk with a lock manager on the network
    NetworkType{0x7461636F, "OCFS2"},  // likewise
    NetworkType{0xAAD7AAEA, "PanFS"},
    NetworkType{0x20030528, "OrangeFS"},
    NetworkType{0x013111A8, "IBRIX"},
    NetworkType{0x786F4256, "vboxsf"},  // a folder of the virtual machine's host
    NetworkType{0xBACBACBC, "vmhgfs"},  // likewise
    NetworkType{0x01021997, "9p"},      // likewise, and WSL's drives
    NetworkType{0x65735546, "FUSE"},    // sshfs, GlusterFS, S3 and the like look all the same from here
};

}  // namespace

std::optional<std::string_view> network_file_system_name(long statfs_type) {
  // f_type is signed and 32 bits wide on some architectures: a magic number with its highest bit set comes extended.
  const auto magic = static_cast<unsigned long>(statfs_type) & 0xFFFFFFFFUL;
  const auto* const found = std::find_if(kNetworkTypes.begin(), kNetworkTypes.end(),
                                         [magic](const NetworkType& type) { return type.magic == magic; });
  if (found == kNetworkTypes.end()) return std::nullopt;
  return found->name;
}

std::optional<std::string_view> network_file_system_of(const std::string& path) {
  for (std::filesystem::path at(path); !at.empty(); at = at.parent_path()) {
    struct statfs information {};
    if (::statfs(at.c_str(), &information) == 0) return network_file_system_name(static_cast<long>(information.f_type));
    if (at == at.parent_path()) break;
  }
  return std::nullopt;
}

}  // namespace logwrap
