/*
 * thrift: the compact protocol of Apache Thrift, as far as the header and footer of a Parquet file need it.
 *
 * Structures are written field by field in ascending order of their numbers. Reference: apache/thrift, "Thrift compact
 * protocol encoding".
 */
#ifndef HUSH_PUBLISH_THRIFT_H
#define HUSH_PUBLISH_THRIFT_H

#include <stdint.h>

#include "base/buffer.h"

enum { HUSH_THRIFT_DEPTH = 8 };

struct hush_thrift {
	struct hush_buffer *out;
	unsigned depth;
	int16_t last[HUSH_THRIFT_DEPTH]; /* number of the field written last, at each depth */
};

/* The whole message is one structure: begin opens it, the last end closes it. */
void hush_thrift_begin(struct hush_thrift *thrift, struct hush_buffer *out);
void hush_thrift_end(struct hush_thrift *thrift);

void hush_thrift_i32(struct hush_thrift *thrift, int16_t field, int32_t value);
void hush_thrift_i64(struct hush_thrift *thrift, int16_t field, int64_t value);
void hush_thrift_text(struct hush_thrift *thrift, int16_t field, const char *text);
void hush_thrift_struct(struct hush_thrift *thrift, int16_t field); /* ended by hush_thrift_end */

/* A list's elements follow: structures opened with hush_thrift_element, integers and texts with the two below it. */
enum hush_thrift_kind { HUSH_THRIFT_I32 = 5, HUSH_THRIFT_TEXT = 8, HUSH_THRIFT_STRUCT = 12 };
void hush_thrift_list(struct hush_thrift *thrift, int16_t field, enum hush_thrift_kind kind, uint32_t count);
void hush_thrift_element(struct hush_thrift *thrift); /* ended by hush_thrift_end */
void hush_thrift_element_i32(struct hush_thrift *thrift, int32_t value);
void hush_thrift_element_text(struct hush_thrift *thrift, const char *text);

#endif
