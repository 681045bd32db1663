/*
 * procstat.c - what another process uses, from /proc.
 *
 * Owns:   nothing; functions only.
 * Called: by fusionload.
 * Thread: any.
 */
#include "bot/procstat.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* schedstat counts in ns; the fields of stat only in hundredths of a second. */
static uint64_t
procstat_read_ns(const char *task_dir)
{
	char path[192];
	uint64_t ns = 0;
	FILE *f;

	snprintf(path, sizeof(path), "%s/schedstat", task_dir);
	f = fopen(path, "r");
	if (f == NULL)
		return 0;
	if (fscanf(f, "%lu", &ns) != 1)
		ns = 0;
	fclose(f);
	return ns;
}

static void
procstat_read_name(const char *task_dir, char *out, size_t cap)
{
	char path[192];
	FILE *f;

	snprintf(path, sizeof(path), "%s/comm", task_dir);
	f = fopen(path, "r");
	if (f == NULL || fgets(out, (int)cap, f) == NULL)
		snprintf(out, cap, "?");
	out[strcspn(out, "\n")] = '\0';
	if (f != NULL)
		fclose(f);
}

static void
procstat_read_memory(pid_t pid, struct procstat *out)
{
	char path[64], line[256];
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/status", (int)pid);
	f = fopen(path, "r");
	if (f == NULL)
		return;
	while (fgets(line, sizeof(line), f) != NULL) {
		unsigned long kib;

		if (sscanf(line, "VmRSS: %lu", &kib) == 1)
			out->rss_bytes = kib * 1024;
		else if (sscanf(line, "VmHWM: %lu", &kib) == 1)
			out->peak_bytes = kib * 1024;
	}
	fclose(f);
}

bool
procstat_read(pid_t pid, struct procstat *out)
{
	struct procstat now = { 0 };
	char path[64];
	struct dirent *e;
	DIR *d;

	snprintf(path, sizeof(path), "/proc/%d/task", (int)pid);
	d = opendir(path);
	if (d == NULL)
		return false;
	while ((e = readdir(d)) != NULL) {
		struct procstat_thread *t;
		char task[128];

		if (e->d_name[0] == '.' ||
		    now.thread_count == PROCSTAT_MAX_THREADS)
			continue;
		t = &now.threads[now.thread_count++];
		snprintf(task, sizeof(task), "%s/%.16s", path, e->d_name);
		t->tid = (pid_t)strtol(e->d_name, NULL, 10);
		t->cpu_ns = procstat_read_ns(task);
		procstat_read_name(task, t->name, sizeof(t->name));
		now.cpu_ns += t->cpu_ns;
	}
	closedir(d);
	procstat_read_memory(pid, &now);
	*out = now;
	return true;
}

uint64_t
procstat_thread_ns(const struct procstat *before,
    const struct procstat_thread *now)
{
	for (unsigned i = 0; i < before->thread_count; i++)
		if (before->threads[i].tid == now->tid)
			return now->cpu_ns - before->threads[i].cpu_ns;
	return now->cpu_ns;
}
