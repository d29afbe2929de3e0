/*
 * tracer: runs a program under ptrace, and kills it or makes a system call of it fail, at one exact place.
 *
 *   fault-tracer REPORT count                                   -- PROGRAM ARGUMENT...
 *   fault-tracer REPORT kill N                                  -- ...
 *   fault-tracer REPORT tear N                                  -- ...
 *   fault-tracer REPORT short N                                 -- ...
 *   fault-tracer REPORT fail CLASS ERRNO N HOW WHEN             -- ...
 *   fault-tracer REPORT pause N                                 -- ...
 *
 * kill   ends it with SIGKILL where it enters its N-th system call, which is not carried out.
 * tear   lets the N-th writing call write the first half of its bytes only, then ends it.
 * short  the same, but lets it live: the caller is told how much was written.
 * fail   makes the N-th call of CLASS return ERRNO. HOW: once, burst (five in a row) or always (from N on).
 *        WHEN: before (the call is not carried out) or after (it is, and is reported as failed all the same).
 * pause  holds it where it enters its N-th system call, and runs the shell command in $FAULT_MEANWHILE. It goes on when
 *        that has ended, or has not within a moment because it waits for what the program holds. Nothing is struck.
 *
 * Calls are counted from the moment the program asks for PR_SET_DUMPABLE, its first act: what the loader does before is
 * not the program's.  (That call is not carried out, so that /proc/PID/fd can be read.)  REPORT gets one line: calls,
 * matching calls, calls that were struck, whether the first one struck was the sync of a folder right after the sync of
 * a file whose name ends with "-journal", and how the program ended.  The tracer ends with 0 when it could do its work,
 * whatever became of the program; 77 where ptrace is not to be had.
 *
 * ptrace and not a preloaded library: the C library's own calls (opendir, fopen, realpath) are seen too, the program
 * under test is the shipped one, and the sanitizers can stay in it.
 */
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { SKIPPED = 77, FAILED = 99, BURST = 5, CLASS_CALLS = 8, LOOKS = 400, LOOK_NANOSECONDS = 5000000 };

#if !defined(__x86_64__)
int main(void)
{
	fputs("the registers of this machine are not known to the tracer\n", stderr);
	return SKIPPED;
}
#else

enum { SYNC = 1, UNLINK = 3 }; /* places in the list */

static const struct class {
	const char *name;
	long calls[CLASS_CALLS]; /* ends with -1 */
} classes[] = {
    {"write", {SYS_write, SYS_pwrite64, SYS_writev, SYS_pwritev, -1}},
    {"sync", {SYS_fsync, SYS_fdatasync, SYS_syncfs, -1}},
    {"rename", {SYS_rename, SYS_renameat, SYS_renameat2, SYS_link, SYS_linkat, -1}},
    {"unlink", {SYS_unlink, SYS_unlinkat, SYS_rmdir, -1}},
    {"truncate", {SYS_ftruncate, SYS_truncate, SYS_fallocate, -1}},
    {"open", {SYS_open, SYS_openat, SYS_creat, -1}},
    {"mkdir", {SYS_mkdir, SYS_mkdirat, -1}},
    {"close", {SYS_close, -1}},
    {"read", {SYS_read, SYS_pread64, SYS_readv, -1}},
    {"list", {SYS_getdents64, -1}},
    {"lock", {SYS_fcntl, SYS_flock, -1}},
};

static const struct {
	const char *name;
	int number;
} errors[] = {{"EIO", EIO},       {"ENOSPC", ENOSPC}, {"EDQUOT", EDQUOT}, {"EINTR", EINTR},
              {"EROFS", EROFS},   {"EACCES", EACCES}, {"EMFILE", EMFILE}, {"ENOMEM", ENOMEM}};

enum act { COUNT, KILL, TEAR, SHORT, FAIL, PAUSE };
enum how { ONCE, FIVE, ALWAYS };

struct plan {
	enum act act;
	const struct class *class;
	int error;
	unsigned long at;
	enum how how;
	bool after;
};

struct state {
	bool counting;
	bool inside;        /* between the entry of a call and its end */
	bool struck;        /* this call */
	unsigned long calls;
	unsigned long matches;
	unsigned long strikes;
	bool journal_synced; /* the last call of the classes sync and unlink was the sync of a journal */
	bool journal_folder; /* the first call struck was the sync of a folder, right after that */
	pid_t other; /* what runs meanwhile, until it was waited for */
	int ended;
};

static bool in_class(const struct class *class, long call)
{
	for (int i = 0; class && class->calls[i] >= 0; i++) {
		if (class->calls[i] == call) {
			return true;
		}
	}
	return false;
}

/* Keeps journal_synced, and says whether this call syncs a folder while it is set. */
static bool sync_of_folder(pid_t pid, const struct user_regs_struct *registers, struct state *state)
{
	static const char ending[] = "-journal";
	bool was = state->journal_synced;
	char link[64];
	char path[4096];
	struct stat found;
	ssize_t length;

	if (in_class(&classes[UNLINK], (long)registers->orig_rax)) {
		state->journal_synced = false;
	}
	if (!in_class(&classes[SYNC], (long)registers->orig_rax)) {
		return false;
	}
	snprintf(link, sizeof link, "/proc/%d/fd/%d", (int)pid, (int)registers->rdi);
	length = readlink(link, path, sizeof path - 1);
	length = length > 0 ? length : 0;
	path[length] = '\0';
	state->journal_synced = length >= (ssize_t)sizeof ending - 1 &&
	                        strcmp(path + length - (ssize_t)sizeof ending + 1, ending) == 0;
	return was && stat(path, &found) == 0 && S_ISDIR(found.st_mode);
}

static bool due(const struct plan *plan, unsigned long number)
{
	switch (plan->how) {
	case ONCE: return number == plan->at;
	case FIVE: return number >= plan->at && number < plan->at + BURST;
	case ALWAYS: return number >= plan->at;
	}
	return false;
}

/* Starts what is to run meanwhile, and gives it a moment. */
static void run_meanwhile(struct state *state)
{
	const struct timespec moment = {0, LOOK_NANOSECONDS};
	const char *command = getenv("FAULT_MEANWHILE");

	state->other = fork();
	if (state->other == 0) {
		execl("/bin/sh", "sh", "-c", command ? command : "exit 99", (char *)NULL);
		_exit(FAILED);
	}
	for (int look = 0; look < LOOKS && state->other > 0; look++) {
		if (waitpid(state->other, NULL, WNOHANG) != 0) {
			state->other = 0;
			return;
		}
		nanosleep(&moment, NULL);
	}
}

/* The call is entered. False when the program was ended. */
static bool enter(pid_t pid, const struct plan *plan, struct state *state)
{
	struct user_regs_struct registers;
	bool of_folder;

	if (ptrace(PTRACE_GETREGS, pid, NULL, &registers) != 0) {
		return false;
	}
	state->struck = false;
	if (!state->counting) {
		state->counting = (long)registers.orig_rax == SYS_prctl && registers.rdi == PR_SET_DUMPABLE;
		if (state->counting) {
			registers.orig_rax = (unsigned long long)-1;
			return ptrace(PTRACE_SETREGS, pid, NULL, &registers) == 0;
		}
		return true;
	}
	state->calls++;
	of_folder = sync_of_folder(pid, &registers, state);
	if (in_class(plan->class, (long)registers.orig_rax)) {
		state->matches++;
	}
	if (plan->act == KILL && state->calls == plan->at) {
		state->strikes++;
		registers.orig_rax = (unsigned long long)-1;
		ptrace(PTRACE_SETREGS, pid, NULL, &registers);
		kill(pid, SIGKILL);
		return false;
	}
	if (plan->act == PAUSE && state->calls == plan->at) {
		state->strikes++;
		run_meanwhile(state);
	}
	if (plan->act == COUNT || plan->act == KILL || plan->act == PAUSE || !in_class(plan->class, (long)registers.orig_rax) ||
	    !due(plan, state->matches)) {
		return true;
	}
	state->struck = true;
	state->journal_folder = state->strikes == 0 ? of_folder : state->journal_folder;
	state->strikes++;
	if (plan->act == FAIL && !plan->after) {
		registers.orig_rax = (unsigned long long)-1;
	} else if (plan->act != FAIL && registers.rdx > 1) {
		registers.rdx /= 2;
	}
	return ptrace(PTRACE_SETREGS, pid, NULL, &registers) == 0;
}

/* The call is done. False when the program was ended. */
static bool leave(pid_t pid, const struct plan *plan, const struct state *state)
{
	struct user_regs_struct registers;

	if (!state->struck) {
		return true;
	}
	if (plan->act == TEAR) {
		kill(pid, SIGKILL);
		return false;
	}
	if (plan->act == SHORT) {
		return true;
	}
	if (ptrace(PTRACE_GETREGS, pid, NULL, &registers) != 0) {
		return false;
	}
	registers.rax = (unsigned long long)-(long long)plan->error;
	return ptrace(PTRACE_SETREGS, pid, NULL, &registers) == 0;
}

static void watch(pid_t pid, const struct plan *plan, struct state *state)
{
	int deliver = 0;
	int status;

	for (;;) {
		if (ptrace(PTRACE_SYSCALL, pid, NULL, (void *)(long)deliver) != 0 && errno != ESRCH) {
			perror("fault-tracer: ptrace");
			kill(pid, SIGKILL);
		}
		if (waitpid(pid, &status, 0) != pid) {
			perror("fault-tracer: waitpid");
			exit(FAILED);
		}
		if (!WIFSTOPPED(status)) {
			state->ended = status;
			return;
		}
		deliver = 0;
		if (WSTOPSIG(status) != (SIGTRAP | 0x80)) {
			deliver = WSTOPSIG(status) == SIGTRAP ? 0 : WSTOPSIG(status);
			continue;
		}
		state->inside = !state->inside;
		(void)(state->inside ? enter(pid, plan, state) : leave(pid, plan, state));
	}
}

static pid_t start(char **command)
{
	pid_t pid = fork();
	int status;

	if (pid == 0) {
		if (ptrace(PTRACE_TRACEME, 0, NULL, NULL) != 0) {
			_exit(SKIPPED);
		}
		raise(SIGSTOP);
		execv(command[0], command);
		_exit(FAILED);
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid) {
		perror("fault-tracer: fork");
		exit(FAILED);
	}
	if (!WIFSTOPPED(status) ||
	    ptrace(PTRACE_SETOPTIONS, pid, NULL, (void *)(long)(PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL)) != 0) {
		fputs("this machine lets no process trace another\n", stderr);
		exit(SKIPPED);
	}
	return pid;
}

static void usage(void)
{
	fputs("fault-tracer: see the head of tracer.c\n", stderr);
	exit(FAILED);
}

static const struct class *class_named(const char *name)
{
	for (size_t i = 0; i < sizeof classes / sizeof *classes; i++) {
		if (strcmp(classes[i].name, name) == 0) {
			return &classes[i];
		}
	}
	usage();
	return NULL;
}

static int error_named(const char *name)
{
	for (size_t i = 0; i < sizeof errors / sizeof *errors; i++) {
		if (strcmp(errors[i].name, name) == 0) {
			return errors[i].number;
		}
	}
	usage();
	return 0;
}

/* Reads the plan; the words after "--" are the program's. */
static struct plan read_plan(int words, char **word)
{
	struct plan plan = {.act = COUNT};

	if (words == 1 && strcmp(word[0], "count") == 0) {
		return plan;
	}
	if (words == 2 && (strcmp(word[0], "kill") == 0 || strcmp(word[0], "pause") == 0)) {
		plan.act = word[0][0] == 'k' ? KILL : PAUSE;
		plan.at = strtoul(word[1], NULL, 10);
	} else if (words == 2 && (strcmp(word[0], "tear") == 0 || strcmp(word[0], "short") == 0)) {
		plan.act = word[0][0] == 't' ? TEAR : SHORT;
		plan.class = class_named("write");
		plan.at = strtoul(word[1], NULL, 10);
	} else if (words == 6 && strcmp(word[0], "fail") == 0) {
		plan = (struct plan){FAIL,
		                     class_named(word[1]),
		                     error_named(word[2]),
		                     strtoul(word[3], NULL, 10),
		                     strcmp(word[4], "once") == 0    ? ONCE
		                     : strcmp(word[4], "burst") == 0 ? FIVE
		                                                     : ALWAYS,
		                     strcmp(word[5], "after") == 0};
	} else {
		usage();
	}
	return plan;
}

int main(int argc, char **argv)
{
	struct state state = {0};
	struct plan plan;
	FILE *report;
	int dashes = 2;

	while (dashes < argc && strcmp(argv[dashes], "--") != 0) {
		dashes++;
	}
	if (argc < 5 || dashes + 1 >= argc) {
		usage();
	}
	plan = read_plan(dashes - 2, argv + 2);
	report = fopen(argv[1], "we");
	if (!report) {
		perror("fault-tracer: report");
		return FAILED;
	}
	watch(start(argv + dashes + 1), &plan, &state);
	if (state.other > 0) {
		(void)waitpid(state.other, NULL, 0);
	}
	fprintf(report, "%lu %lu %lu %d %s %d\n", state.calls, state.matches, state.strikes, state.journal_folder,
	        WIFSIGNALED(state.ended) ? "signal" : "exit",
	        WIFSIGNALED(state.ended) ? WTERMSIG(state.ended) : WEXITSTATUS(state.ended));
	return fclose(report) == 0 && state.counting ? 0 : FAILED;
}
#endif
