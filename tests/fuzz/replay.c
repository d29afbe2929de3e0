/* replay FOLDER...: gives every file of these corpora to a target, as an ordinary test. */
#include "fuzz.h"

#include <dirent.h>
#include <stdbool.h>

static bool replay(const char *folder, const char *name)
{
	char path[4096];
	uint8_t *bytes;
	FILE *file;
	long size;

	(void)snprintf(path, sizeof path, "%s/%s", folder, name);
	file = fopen(path, "rb");
	if (!file || fseek(file, 0, SEEK_END) != 0 || (size = ftell(file)) < 0) {
		perror(path);
		return false;
	}
	rewind(file);
	bytes = malloc((size_t)size ? (size_t)size : 1); /* of just this size, so that a sanitizer sees what is read behind it */
	if (!bytes || fread(bytes, 1, (size_t)size, file) != (size_t)size) {
		perror(path);
		return false;
	}
	(void)fclose(file);
	(void)fprintf(stderr, "%s\n", name); /* the last one named is the one that failed */
	(void)LLVMFuzzerTestOneInput(bytes, (size_t)size);
	free(bytes);
	return true;
}

/* Returns how many files there were; *failed becomes true when one could not be read. */
static unsigned replay_folder(const char *path, bool *failed)
{
	DIR *folder = opendir(path);
	struct dirent *entry;
	unsigned count = 0;

	if (!folder) {
		perror(path);
		*failed = true;
		return 0;
	}
	while ((entry = readdir(folder)) != NULL) {
		if (entry->d_name[0] != '.') {
			*failed = !replay(path, entry->d_name) || *failed;
			count++;
		}
	}
	(void)closedir(folder);
	return count;
}

int main(int argc, char **argv)
{
	bool failed = false;

	for (int i = 1; i < argc; i++) {
		unsigned count = replay_folder(argv[i], &failed);

		(void)printf("%s: %u inputs\n", argv[i], count);
		failed = failed || count == 0;
	}
	return failed || argc < 2;
}
