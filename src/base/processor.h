/*
 * processor: which vectors the processor has. What is worked on side by side exists once for each kind; the results are the
 * same.
 */
#ifndef HUSH_BASE_PROCESSOR_H
#define HUSH_BASE_PROCESSOR_H

/* Ascending: a processor that has one has those before it. */
enum hush_vectors {
	HUSH_VECTORS_PLAIN, /* whatever the compiler may count on */
	HUSH_VECTORS_AVX2,
	HUSH_VECTORS_AVX512, /* AVX-512 F, VL and DQ */
	HUSH_VECTORS_COUNT
};

/* The largest that this processor has. */
enum hush_vectors hush_processor_vectors(void);

#endif
