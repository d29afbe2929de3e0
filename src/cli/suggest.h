/*
 * suggest: how far a mistyped word is from a known one.
 */
#ifndef HUSH_CLI_SUGGEST_H
#define HUSH_CLI_SUGGEST_H

/* Words further apart than this are not suggested: the guess would be worse than none. */
enum { HUSH_SUGGEST_MAX = 2 };

/*
 * Edits (insert, delete, replace, swap of neighbours) from `typed` to `known`; 0 also when `typed` is a beginning of
 * `known` of at least three letters. More than HUSH_SUGGEST_MAX for words too long or too far apart to compare.
 */
unsigned hush_suggest_distance(const char *typed, const char *known);

#endif
