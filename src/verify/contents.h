/*
 * contents: the files of a release as bytes: which there are, their digests, and what they would be if written anew.
 */
#ifndef HUSH_VERIFY_CONTENTS_H
#define HUSH_VERIFY_CONTENTS_H

#include "verify/facts.h"

/* Exactly the files that SHA256SUMS lists, the list itself and its signature, in its one form. HUSH_E_VERIFY. */
hush_status hush_contents_files(const struct hush_bundle *bundle, hush_error *err);

/* Every file has the digest that SHA256SUMS states; call after hush_contents_files. */
hush_status hush_contents_digests(const struct hush_bundle *bundle, hush_error *err);

/* The files that this version would word differently: their formats have other numbers (publish/formats.h). */
struct hush_contents_apart {
	bool statement;
	bool page;
	bool metadata;
};

/*
 * Writes every file anew from the facts and compares byte for byte: the page, the metadata and the statement say nothing that
 * does not follow.  *apart says which files were not compared. Tables always are.
 */
hush_status hush_contents_render(const struct hush_bundle *bundle, const struct hush_facts *facts,
                                 struct hush_contents_apart *apart, hush_error *err);

/* Its second half: the files against those that were written anew. */
hush_status hush_contents_compare(const struct hush_bundle *bundle, const struct hush_bundle *made, const struct hush_facts *facts,
                                  struct hush_contents_apart *apart, hush_error *err);

/* The SSH signature, if the spec asks for one. */
hush_status hush_contents_ssh(const struct hush_bundle *bundle, const struct hush_facts *facts, hush_error *err);

/* The signature over SHA256SUMS, with the comments that the facts give, by `key`. */
hush_status hush_contents_signature(const struct hush_bundle *bundle, const struct hush_facts *facts,
                                    const struct hush_public_key *key, hush_error *err);

#endif
