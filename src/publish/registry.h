/*
 * registry: registry.yaml, the release as an entry of the OpenDP registry of deployments
 * (opendp/deployments-registry-data), all fields of its highest tier filled in.
 *
 * Draft by its own word: whoever hands it in reads it first.  What only the agency knows is marked so.
 */
#ifndef HUSH_PUBLISH_REGISTRY_H
#define HUSH_PUBLISH_REGISTRY_H

#include "base/buffer.h"
#include "publish/release.h"

void hush_registry_write(const struct hush_release *release, struct hush_buffer *out);

/* Texts that the checklist of NIST SP 800-226 says too. Each is one or more whole sentences. */
void hush_registry_unit(const struct hush_release *release, struct hush_buffer *out);
void hush_registry_parameters(const struct hush_release *release, struct hush_buffer *out);
void hush_registry_unprotected(const struct hush_release *release, struct hush_buffer *out);
/* When the noise was drawn, as sentences. */
void hush_registry_timing(const struct hush_release *release, struct hush_buffer *out);

/* What was done with the noisy numbers. */
void hush_registry_processing(const struct hush_release *release, struct hush_buffer *out);
void hush_registry_mechanisms(const struct hush_release *release, struct hush_buffer *out);
void hush_registry_limits(const struct hush_release *release, struct hush_buffer *out);
void hush_registry_composition(const struct hush_release *release, struct hush_buffer *out);

#endif
