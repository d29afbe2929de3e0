/*
 * keygen: the key that signs for a ledger; see include/hushcount/ledger.h.
 *
 * Secret half, public half, pin: in this order, and each is on the disk before the next.  A key that is not pinned signs
 * nothing, so whatever an interrupted run left is taken up by the next one: a secret half alone, or a pair without its pin.
 */
#include <hushcount/ledger.h>

#include <string.h>
#include <sys/stat.h>

#include "api/answer.h"
#include "api/session.h"
#include "api/signer.h"
#include "base/crypto.h"
#include "base/memory.h"
#include "publish/minisign.h"
#include "publish/sshsig.h"

struct keygen {
	struct hush_ledger *ledger;
	char *secret; /* paths */
	char *public;
	const hush_passphrase *passphrase;
	struct hush_public_key key;
	bool found; /* the pair was there */
};

static bool there(const char *path)
{
	struct stat unused;

	return lstat(path, &unused) == 0;
}

static hush_status fail_exists(const char *path, hush_error *err)
{
	hush_fail_at(err, HUSH_E_CREATE, path, 0, 0, "the key file exists already");
	hush_hint(err, "keep it, or name another file; a lost key cannot be made again");
	return HUSH_E_CREATE;
}

static hush_status load_secret(struct keygen *job, hush_error *err)
{
	struct hush_secret_key *secret = NULL;
	hush_status status = hush_minisign_load_secret_with(job->secret, job->passphrase, &secret, err);

	if (status == HUSH_OK) {
		job->key = *hush_minisign_public(secret);
		hush_minisign_free_secret(secret);
	} else if (status == HUSH_E_PERMISSION) {
		char own[HUSH_ERROR_TEXT];

		memcpy(own, err->hint, sizeof own);
		hush_hint(err, "%s%sthe file exists and stays; another one can be named with --secret; an interrupted `keygen --passphrase` is "
		               "finished by the same command", own, own[0] ? "; " : "");
	}
	return status;
}

/* A pair that is complete is nobody's to touch; one that is not is completed. */
static hush_status take_up(struct keygen *job, hush_error *err)
{
	struct hush_public_key public;
	bool whole = there(job->public);
	bool pinned = false;

	if (whole) {
		if (hush_minisign_load_public(job->public, &public, NULL) != HUSH_OK) {
			return fail_exists(job->public, err);
		}
		HUSH_TRY(hush_signer_known(job->ledger, &public, &pinned, err));
	}
	if (pinned) {
		return fail_exists(job->secret, err);
	}
	HUSH_TRY(load_secret(job, err));
	if (whole && memcmp(&public, &job->key, sizeof public) != 0) {
		return fail_exists(job->public, err);
	}
	job->found = true;
	return whole ? HUSH_OK : hush_minisign_write_public(job->public, &job->key, err);
}

static hush_status make(struct keygen *job, hush_error *err)
{
	hush_status status = there(job->secret) ? take_up(job, err)
	                                        : hush_minisign_generate_with(job->secret, job->public, job->passphrase, &job->key, err);

	return status == HUSH_OK ? hush_ledger_pin_key(job->ledger, job->key.id, job->key.key, err) : status;
}

static void put_plain(const struct keygen *job, const char *line, const char *ssh, struct hush_buffer *out)
{
	if (job->found) {
		hush_buffer_format(out, "The pair was there and belongs to the ledger now; its secret half was left as it is, with a passphrase "
		                        "or without.\n");
	}
	hush_buffer_format(out,
	                   "Secret key  %s (keep it, and a copy in a safe; never publish it)\n"
	                   "Public key  %s\n"
	                   "Publish this line where readers will look for it:\n%s\n"
	                   "and this one for those who verify with ssh-keygen:\nagency namespaces=\"%s\" %s\n",
	                   job->secret, job->public, line, HUSH_SSH_NAMESPACE, ssh);
}

static hush_status describe(const struct keygen *job, hush_format format, struct hush_buffer *out, hush_error *err)
{
	struct hush_json_writer json;
	struct hush_buffer ssh;
	char line[64];
	hush_status status;

	hush_minisign_public_text(&job->key, line);
	if (format == HUSH_FORMAT_JSON) {
		hush_answer_begin(&json, out, "hushcount.keygen/1");
		hush_json_put_string(&json, "public_key", line);
		hush_json_end(&json);
		return HUSH_OK;
	}
	hush_buffer_init(&ssh, 1024);
	hush_sshsig_public_text(&job->key, &ssh);
	status = hush_buffer_check(&ssh, err);
	if (status == HUSH_OK) {
		put_plain(job, line, ssh.bytes, out);
	}
	hush_buffer_release(&ssh);
	return status;
}

hush_status hush_keygen(const char *path, const char *secret_path, const char *public_path,
                        const hush_passphrase *passphrase, hush_format format, char **text, hush_error *err)
{
	hush_error spare;

	err = hush_error_or(err, &spare);
	struct keygen job = {.secret = secret_path ? hush_strdup(secret_path) : hush_path_with_ending(path, ".key"),
	                     .public = public_path ? hush_strdup(public_path) : hush_path_with_ending(path, ".pub"),
	                     .passphrase = passphrase};
	struct hush_buffer answer;
	hush_status status = job.secret && job.public ? hush_crypto_start(err) : hush_fail_memory(err);

	hush_buffer_init(&answer, HUSH_ANSWER_LIMIT);
	if (status == HUSH_OK) {
		status = hush_ledger_open(path, &job.ledger, err);
	}
	if (status == HUSH_OK) {
		status = make(&job, err);
	}
	if (status == HUSH_OK) {
		status = describe(&job, format, &answer, err);
	}
	hush_ledger_close(job.ledger);
	hush_free(job.secret);
	hush_free(job.public);
	return hush_answer_finish(status, &answer, text, err);
}
