/* spill: see spill.h. */
#include "bound/spill.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <unistd.h>

#include "base/crypto.h"
#include "base/memory.h"

struct hush_spill {
	int descriptor;
	char *folder; /* for messages */
	uint8_t key[HUSH_CHACHA_KEY];
	atomic_uint_fast64_t end; /* of the stretches that writers have taken */
};

static const char hint[] = "name another folder on a local disk with --spill, or give more memory with --memory";

/* File systems whose bytes travel, as statfs tells them; not all have a name in linux/magic.h. */
static bool over_network(int descriptor)
{
	static const unsigned long kinds[] = {NFS_SUPER_MAGIC,          SMB_SUPER_MAGIC, AFS_SUPER_MAGIC,
	                                      CODA_SUPER_MAGIC,         V9FS_MAGIC,      0xFF534D42UL /* CIFS */,
	                                      0xFE534D42UL /* SMB 2 */, 0x00C36400UL /* Ceph */};
	struct statfs about;

	if (fstatfs(descriptor, &about) != 0) {
		return false;
	}
	for (unsigned i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
		if (((unsigned long)about.f_type & 0xFFFFFFFFUL) == kinds[i]) {
			return true;
		}
	}
	return false;
}

static hush_status open_file(const char *folder, int *descriptor, hush_error *err)
{
	int opened = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, S_IRUSR | S_IWUSR);

	if (opened < 0) {
		hush_status status = errno == EACCES || errno == EPERM || errno == EROFS ? HUSH_E_PERMISSION : HUSH_E_CREATE;

		hush_fail_errno(err, status, errno, folder, "cannot keep a file without a name in this folder");
		hush_hint(err, "%s", hint);
		return status;
	}
	if (over_network(opened)) {
		(void)close(opened);
		hush_fail_at(err, HUSH_E_CREATE, folder, 0, 0, "this folder is on network storage, where records must not travel");
		hush_hint(err, "%s", hint);
		return HUSH_E_CREATE;
	}
	*descriptor = opened;
	return HUSH_OK;
}

hush_status hush_spill_open(const char *folder, struct hush_spill **spill, hush_error *err)
{
	struct hush_spill *made = hush_calloc(1, sizeof *made);
	hush_status status;

	if (!made) {
		return hush_fail_memory(err);
	}
	made->folder = hush_strdup(folder);
	status = made->folder ? open_file(folder, &made->descriptor, err) : hush_fail_memory(err);
	if (status != HUSH_OK) {
		hush_free(made->folder);
		hush_free(made);
		return status;
	}
	hush_lock_memory(made->key, sizeof made->key);
	hush_system_random(made->key, sizeof made->key);
	*spill = made;
	return HUSH_OK;
}

void hush_spill_close(struct hush_spill *spill)
{
	if (spill) {
		(void)close(spill->descriptor);
		hush_unlock_memory(spill->key, sizeof spill->key); /* and wiped: what is on the disk is noise from now on */
		hush_free(spill->folder);
		hush_free(spill);
	}
}

/* Four lanes of xor and multiplication, folded: finds damage, and is no secret's guard. */
static uint64_t check_of(const unsigned char *bytes, uint32_t length)
{
	uint64_t lanes[4] = {length, 1, 2, 3};
	uint64_t words[4];
	uint32_t at;

	for (at = 0; length - at >= sizeof words; at += sizeof words) {
		memcpy(words, bytes + at, sizeof words);
		for (int i = 0; i < 4; i++) {
			lanes[i] = (lanes[i] ^ words[i]) * UINT64_C(0x9E3779B97F4A7C15);
			lanes[i] ^= lanes[i] >> 29;
		}
	}
	memset(words, 0, sizeof words);
	memcpy(words, bytes + at, length - at);
	for (int i = 0; i < 4; i++) {
		lanes[i] = (lanes[i] ^ words[i]) * UINT64_C(0xD6E8FEB86659FD93);
	}
	return lanes[0] ^ (lanes[1] << 17 | lanes[1] >> 47) ^ (lanes[2] << 31 | lanes[2] >> 33) ^
	       (lanes[3] << 47 | lanes[3] >> 17);
}

hush_status hush_spill_flush(struct hush_spill *spill, struct hush_spill_writer *writer, hush_error *err)
{
	size_t done = 0;

	while (done < writer->used) {
		ssize_t wrote = pwrite(spill->descriptor, writer->bytes + done, writer->used - done, (off_t)(writer->offset + done));

		if (wrote < 0 && errno == EINTR) {
			continue;
		}
		if (wrote <= 0) {
			hush_fail_errno(err, HUSH_E_IO, wrote < 0 ? errno : EIO, spill->folder,
			                "cannot write what does not fit into memory");
			hush_hint(err, "%s", hint);
			return HUSH_E_IO;
		}
		done += (size_t)wrote;
	}
	writer->offset += writer->used;
	writer->used = 0;
	return HUSH_OK;
}

/* A stretch of the file that nobody else writes to: of the usual size, or as long as the one block that is longer. */
static void take_stretch(struct hush_spill *spill, struct hush_spill_writer *writer, uint32_t length)
{
	const uint64_t stretches = length > HUSH_SPILL_STRETCH ? (length - 1) / HUSH_SPILL_STRETCH + 1 : 1;

	writer->offset = atomic_fetch_add(&spill->end, stretches * HUSH_SPILL_STRETCH);
	writer->end = writer->offset + (stretches > 1 ? length : HUSH_SPILL_STRETCH);
}

hush_status hush_spill_write(struct hush_spill *spill, struct hush_spill_writer *writer, const unsigned char *bytes,
                             uint32_t length, struct hush_spill_place *place, hush_error *err)
{
	if (!writer->bytes) {
		writer->bytes = hush_malloc(HUSH_SPILL_STRETCH);
		if (!writer->bytes) {
			return hush_fail_memory(err);
		}
	}
	if (length > writer->end - writer->offset - writer->used) {
		HUSH_TRY(hush_spill_flush(spill, writer, err));
		take_stretch(spill, writer, length);
	}
	*place = (struct hush_spill_place){writer->offset + writer->used, check_of(bytes, length), length};
	/* Only a block longer than a stretch comes in pieces, which begin at whole blocks of the cipher, of 64 bytes. */
	for (uint32_t done = 0; done < length;) {
		const size_t room = HUSH_SPILL_STRETCH - writer->used;
		const uint32_t piece = length - done < room ? length - done : (uint32_t)room;

		hush_chacha20_over(spill->key, place->offset, done / 64, bytes + done, writer->bytes + writer->used, piece);
		writer->used += piece;
		done += piece;
		if (writer->used == HUSH_SPILL_STRETCH) {
			HUSH_TRY(hush_spill_flush(spill, writer, err));
		}
	}
	return HUSH_OK;
}

void hush_spill_writer_close(struct hush_spill_writer *writer)
{
	hush_free(writer->bytes); /* it is encrypted */
	*writer = (struct hush_spill_writer){0};
}

hush_status hush_spill_read(struct hush_spill *spill, const struct hush_spill_place *place, unsigned char *bytes,
                            hush_error *err)
{
	uint32_t done = 0;

	while (done < place->length) {
		ssize_t got = pread(spill->descriptor, bytes + done, place->length - done, (off_t)(place->offset + done));

		if (got < 0 && errno == EINTR) {
			continue;
		}
		if (got <= 0) {
			return hush_fail_errno(err, HUSH_E_IO, got < 0 ? errno : EIO, spill->folder,
			                       "cannot read back what did not fit into memory");
		}
		done += (uint32_t)got;
	}
	hush_chacha20_over(spill->key, place->offset, 0, bytes, bytes, place->length);
	if (check_of(bytes, place->length) != place->check) {
		hush_fail_at(err, HUSH_E_IO, spill->folder, 0, 0, "the disk gave back other bytes than were written");
		hush_hint(err, "%s", hint);
		return HUSH_E_IO;
	}
	return HUSH_OK;
}
