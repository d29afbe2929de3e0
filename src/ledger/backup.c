/*
 * backup: a consistent copy of a ledger, judged before it gets its name.
 *
 * The copy is made inside a read transaction, after the chain was checked to its end, so nobody commits meanwhile; and it is
 * opened and verified as a ledger, so that a copy that exists is one that can be relied on. An overspent ledger is a
 * record like any other.
 */
#include <string.h>

#include "base/sql.h"
#include "ledger/chain.h"
#include "ledger/new_file.h"

static hush_status check_copy(const struct hush_ledger *ledger, const char *path, hush_error *err)
{
	struct hush_ledger *copy = NULL;
	bool same;
	hush_status status;

	HUSH_TRY(hush_ledger_open(path, &copy, err));
	same = copy->sequence == ledger->sequence && strcmp(copy->head, ledger->head) == 0;
	status = same ? hush_ledger_verify_record(copy, err) : hush_fail_bug(err, "a copy that is another ledger");
	hush_ledger_close(copy);
	return status;
}

static hush_status copy_into(void *context, const char *path, hush_error *err)
{
	struct hush_ledger *ledger = context;
	bool began = false;
	hush_status status;

	HUSH_TRY(hush_chain_read(ledger, &began, err));
	status = hush_sql_copy(ledger->db, path, err);
	hush_chain_leave(ledger);
	return status == HUSH_OK ? check_copy(ledger, path, err) : status;
}

hush_status hush_ledger_backup(struct hush_ledger *ledger, const char *to, hush_error *err)
{
	static const struct hush_new_file_words words = {
	    "the file exists already, and a backup replaces nothing",
	    "name another file; earlier backups may be deleted by hand once the new one is made",
	    "cannot create the copy of the ledger"};

	return hush_new_file(to, &words, copy_into, ledger, err);
}
