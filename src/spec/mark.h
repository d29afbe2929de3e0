/*
 * mark: what a draft leaves to a person. A text that begins with "CHANGE ME" stands where only the officer can decide;
 * no spec that still holds one is accepted, so a draft is never published unread.
 */
#ifndef HUSH_SPEC_MARK_H
#define HUSH_SPEC_MARK_H

#include "spec/reading.h"

#define HUSH_MARK "CHANGE ME"

/* Refuses the first mark of the document, and says what it asks for and how many follow. */
hush_status hush_refuse_marks(const struct hush_reading *r);

#endif
