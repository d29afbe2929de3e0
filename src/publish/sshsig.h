/*
 * sshsig: the same key's signature in the form of OpenSSH, for those who have ssh-keygen and not minisign.
 *
 *     ssh-keygen -Y verify -f allowed_signers -I AGENCY -n hushcount -s SHA256SUMS.sig < SHA256SUMS
 *
 * Ed25519 signatures are deterministic, so one file has one signature; verifying writes it anew from its one free part
 * and compares every byte. Format: openssh/openssh-portable, PROTOCOL.sshsig.
 */
#ifndef HUSH_PUBLISH_SSHSIG_H
#define HUSH_PUBLISH_SSHSIG_H

#include "base/buffer.h"
#include "publish/minisign.h"

#define HUSH_SSH_SIGNATURE_NAME "SHA256SUMS.sig"
#define HUSH_SSH_NAMESPACE      "hushcount"

hush_status hush_sshsig_sign(const struct hush_secret_key *key, const void *bytes, size_t length,
							 struct hush_buffer *out, hush_error *err);

/* HUSH_E_VERIFY unless the file is exactly what hush_sshsig_sign would write with the key's secret half. */
hush_status hush_sshsig_verify(const struct hush_public_key *key, const void *bytes, size_t length, const char *file,
							   size_t file_length, hush_error *err);

/* "ssh-ed25519 AAAA...": the public key as it stands in an allowed_signers file. */
void hush_sshsig_public_text(const struct hush_public_key *key, struct hush_buffer *out);

#endif
