/*
 * sample: a small release with awkward names, for the tests of publish and verify.
 */
#ifndef HUSH_TESTS_PUBLISH_SAMPLE_H
#define HUSH_TESTS_PUBLISH_SAMPLE_H

#include "publish/release.h"

struct sample {
	char folder[64]; /* a fresh temporary folder; holds keys and whatever the test writes */
	struct hush_spec *spec;
	struct hush_plan *plan;
	struct hush_noisy noisy;
	struct hush_release_account accounts[4];
	struct hush_public_key public_key;
	struct hush_secret_key *secret_key;
	struct hush_release release;
	struct hush_bundle bundle; /* rendered and signed */
};

/* Ends the test with a message when anything fails. */
const char *sample_spec(void); /* the spec of the sample, as text */

/* The sample with another spec, which must have the same sources and tables under the same names. */
void sample_open_as(struct sample *sample, const char *spec);
void sample_open(struct sample *sample);
void sample_close(struct sample *sample); /* removes the folder */

/* Renders again after a change of the parts. */
void sample_render(struct sample *sample);

/* A second key pair in the sample's folder. */
struct hush_secret_key *sample_other_key(struct sample *sample, struct hush_public_key *public_key);

/* "<folder>/<name>", in a static buffer. */
const char *sample_path(const struct sample *sample, const char *name);

/* Replaces bytes of a bundle's file; SHA256SUMS and signature are made anew when `signer` is given. */
void sample_replace(struct hush_bundle *bundle, const char *name, const void *bytes, size_t length);
void sample_seal(const struct sample *sample, struct hush_bundle *bundle, const struct hush_secret_key *signer);

void sample_copy(const struct hush_bundle *from, struct hush_bundle *to);

#endif
