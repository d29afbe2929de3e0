/*
 * chain: the entries of a ledger, each with a digest that covers the one before.
 *
 * An entry's digest is SHA-256 over six counted fields (4-byte little-endian length, then the bytes):
 *
 *     "hushcount ledger entry 1" | sequence in decimal | kind | release id or "" | payload | previous digest in hex
 *
 * The previous digest of entry 1 is 64 zeros.  Everything that anyone may rely on stands in an entry; the rows of
 * `charge` and `vault` follow from entries and are compared with them.
 *
 * Every transaction, reading or writing, starts by catching up: entries that others appended since the last look are
 * checked, and an entry that was already checked must still be there.  So no balance is ever read from a chain that was
 * not checked to its end, and a file that is put back to an older copy while it is open is found.
 */
#ifndef HUSH_LEDGER_CHAIN_H
#define HUSH_LEDGER_CHAIN_H

#include "base/crypto.h"
#include "ledger/fields.h"
#include "ledger/ledger.h"
#include "base/sql.h"

enum { HUSH_LEDGER_ID = 33, HUSH_LEDGER_SECRET = 32 };

enum hush_entry_kind {
	HUSH_ENTRY_LEDGER,    /* the ledger was made */
	HUSH_ENTRY_ACCOUNT,   /* an account was opened */
	HUSH_ENTRY_KEY,       /* a signing key was pinned */
	HUSH_ENTRY_RESERVED,  /* of a release, from here on */
	HUSH_ENTRY_STAGED,
	HUSH_ENTRY_SIGNED, /* signed off: may become visible */
	HUSH_ENTRY_PUBLISHED,
	HUSH_ENTRY_CANCELLED,
	HUSH_ENTRY_LOST /* of no release: the place of an entry that only a lost copy of this ledger knew */
};

struct hush_ledger {
	char *path; /* absolute */
	struct hush_sql *db; /* NULL after a commit that failed, until the file is opened again */
	char id[HUSH_LEDGER_ID];
	uint8_t secret[HUSH_LEDGER_SECRET]; /* the struct is in locked memory for its sake */
	struct hush_account_terms **accounts; /* one block each, so that pointers handed out stay good */
	uint32_t account_count;

	/* The chain as far as it was checked. */
	uint64_t sequence;
	char head[HUSH_SHA256_HEX];
	uint64_t charge_rows;  /* how many rows of `charge` belong to the entries checked */
	uint64_t staged_count; /* how many entries `staged` */

	/* The last entry appended in the open transaction; 0 when there is none. */
	uint64_t pending;
	char pending_digest[HUSH_SHA256_HEX];
};

/* One entry of a release, as found. */
struct hush_entry {
	uint64_t sequence;
	enum hush_entry_kind kind;
	char *release; /* NULL when the entry is about no release */
	char *payload;
	char previous[HUSH_SHA256_HEX];
	char digest[HUSH_SHA256_HEX];
};
void hush_entry_release(struct hush_entry *entry);

const char *hush_entry_kind_name(enum hush_entry_kind kind); /* "reserved" */
void hush_entry_digest(uint64_t sequence, const char *kind, const char *release, const char *payload,
                       const char *previous, struct hush_buffer *scratch, char digest[HUSH_SHA256_HEX]);

/* Opens the database at ledger->path, checks its tables and reads id and secret. */
hush_status hush_chain_connect(struct hush_ledger *ledger, hush_error *err);

/*
 * Begins a transaction and catches up. Inside an open transaction, `read` only joins it. *began says whether the caller
 * must end it with hush_chain_leave.
 */
hush_status hush_chain_read(struct hush_ledger *ledger, bool *began, hush_error *err);
hush_status hush_chain_write(struct hush_ledger *ledger, hush_error *err);
void hush_chain_leave(struct hush_ledger *ledger); /* rolls back */

/* Adds an entry to the open write transaction; ledger->pending and pending_digest say which. */
hush_status hush_chain_append(struct hush_ledger *ledger, enum hush_entry_kind kind, const char *release,
                              const struct hush_buffer *payload, hush_error *err);

/*
 * Syncs the ledger's folder. SQLite commits by taking the journal's name away and looks whether that was synced; it
 * does not look whether the journal's name was synced before it began to write, so every commit does this first. And
 * whoever acts on an entry that another process left does this before: killed between taking the name away and the sync,
 * that process could still lose the entry in a power cut.
 */
hush_status hush_chain_settle(const struct hush_ledger *ledger, hush_error *err);

/*
 * Commits. When SQLite reports a failure, the file is opened again and read: if the last appended entry is there, the
 * commit has happened and this is a success. Nothing is ever inserted a second time. A failed sync is no matter of looking:
 * it stays a failure.
 */
hush_status hush_chain_commit(struct hush_ledger *ledger, hush_error *err);

/* The newest entry of a release with a sequence below `before`. */
hush_status hush_chain_last(struct hush_ledger *ledger, const char *release, uint64_t before, struct hush_entry *entry,
                            bool *found, hush_error *err);

/* The entry of that kind of a release. */
hush_status hush_chain_find(struct hush_ledger *ledger, const char *release, enum hush_entry_kind kind,
                            struct hush_entry *entry, bool *found, hush_error *err);

/* Forgets what was checked and checks everything from the first entry on. Inside a transaction. */
hush_status hush_chain_replay(struct hush_ledger *ledger, hush_error *err);

enum hush_release_state hush_entry_state(enum hush_entry_kind kind);

/*
 * What makes the digest of the next entry unguessable: 16 bytes in hexadecimal, by the ledger's secret, from what the entry
 * will follow.  Heads are published, and an entry holds what is not, such as who asked for it: without a salt, names
 * could be tried.
 */
enum { HUSH_CHAIN_SALT = 33 };
hush_status hush_chain_salt(const struct hush_ledger *ledger, char salt[HUSH_CHAIN_SALT], hush_error *err);

/* Today's date where the account is. */
hush_status hush_chain_today(const char *timezone, char day[HUSH_DAY_TEXT], hush_error *err);

/* HUSH_E_USAGE unless `who` can be kept: UTF-8, at most 200 bytes. */
hush_status hush_chain_check_who(const char *who, hush_error *err);

/* What shows, without telling it, that the secret is the one the ledger was made with. */
void hush_chain_secret_check(const uint8_t secret[HUSH_LEDGER_SECRET], char hex[HUSH_SHA256_HEX]);

#endif
