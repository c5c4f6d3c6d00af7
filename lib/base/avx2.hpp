// What the vectorised searches share: whether the processor has AVX2, and the mark of functions that are compiled for
// it. Each has a plain twin that gives the same, for processors that have not; tests hold one against the other.
#pragma once

#if defined(__x86_64__) && __has_include(<sys/platform/x86.h>)
#include <immintrin.h>
#ifndef __clang__
#include <sys/platform/x86.h>
#endif

#include <array>
#include <cstddef>
#include <cstdint>

#define LOGWRAP_AVX2 __attribute__((target("avx2")))

namespace logwrap::avx2 {

/// glibc has asked the processor already. To ask again, as the compiler's own test does, takes an interruption by the
/// hypervisor each time; clang, of which only tools are built, does not take glibc's header. False for who asks before
/// main().
#ifdef __clang__
inline const bool kUsable = __builtin_cpu_supports("avx2") != 0;
#else
inline const bool kUsable = CPU_FEATURE_ACTIVE(AVX2);
#endif

inline constexpr std::size_t kPlaces = 32;  ///< bytes that are looked at at once

LOGWRAP_AVX2 inline __m256i load(const char* at) {
  return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(at));
}

LOGWRAP_AVX2 inline void store(char* at, __m256i bytes) {
  _mm256_storeu_si256(reinterpret_cast<__m256i*>(at), bytes);
}

/// For each of the bytes, the entry of its lower half in `low` and that of its upper half in `high`, both together.
LOGWRAP_AVX2 inline __m256i look_up(__m256i bytes, const std::array<std::uint8_t, 16>& low,
                                    const std::array<std::uint8_t, 16>& high) {
  const __m128i lows = _mm_loadu_si128(reinterpret_cast<const __m128i*>(low.data()));
  const __m128i highs = _mm_loadu_si128(reinterpret_cast<const __m128i*>(high.data()));
  const __m256i half = _mm256_set1_epi8(0xF);
  const __m256i upper = _mm256_and_si256(_mm256_srli_epi16(bytes, 4), half);
  return _mm256_and_si256(_mm256_shuffle_epi8(_mm256_broadcastsi128_si256(lows), _mm256_and_si256(bytes, half)),
                          _mm256_shuffle_epi8(_mm256_broadcastsi128_si256(highs), upper));
}

/// A bit for each byte that is not zero.
LOGWRAP_AVX2 inline std::uint32_t set_places(__m256i bytes) {
  return ~static_cast<std::uint32_t>(_mm256_movemask_epi8(_mm256_cmpeq_epi8(bytes, _mm256_setzero_si256())));
}

}  // namespace logwrap::avx2

#endif
