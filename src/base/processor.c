/* processor: see processor.h. */
#include "base/processor.h"

enum hush_vectors hush_processor_vectors(void)
{
#if defined(__x86_64__)
	if (!__builtin_cpu_supports("avx2")) {
		return HUSH_VECTORS_PLAIN;
	}
	return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq")
	           ? HUSH_VECTORS_AVX512
	           : HUSH_VECTORS_AVX2;
#else
	return HUSH_VECTORS_PLAIN;
#endif
}
