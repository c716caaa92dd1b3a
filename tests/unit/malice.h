/* What a worker in somebody else's hands would try. The including file defines _GNU_SOURCE. */
#ifndef MALICE_H
#define MALICE_H

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <netinet/in.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "sources/source.h"

/* The victim is a file in the root, there for the parent to look at afterwards. */
static const char victim[] = "zz-good.crt";

static bool opened(long descriptor) {
    return descriptor >= 0;
}

static bool done(long status) {
    return status != -1;
}

/* --- reading elsewhere --- */

static bool open_elsewhere(const struct root *root) {
    (void)root;
    return opened(open("/etc/passwd", O_RDONLY));
}

static bool open_elsewhere_anew(const struct root *root) {
    struct open_how how = {.flags = O_RDONLY};
    return opened(syscall(SYS_openat2, root->folder, "/etc/passwd", &how, sizeof how));
}

static bool open_above(const struct root *root) {
    return opened(openat(root->folder, "..", O_RDONLY | O_DIRECTORY));
}

static bool open_memory(const struct root *root) {
    (void)root;
    return opened(open("/proc/self/mem", O_RDONLY));
}

static bool open_environment_of_parent(const struct root *root) {
    (void)root;
    return opened(open("/proc/1/environ", O_RDONLY));
}

static bool open_by_handle(const struct root *root) {
    struct {
        struct file_handle head;
        unsigned char rest[128];
    } handle = {.head = {.handle_bytes = sizeof handle.rest}};
    return opened(syscall(SYS_open_by_handle_at, root->folder, &handle, O_RDONLY));
}

static bool go_elsewhere(const struct root *root) {
    (void)root;
    return done(chdir("/etc"));
}

/* --- writing --- */

static bool write_into(const struct root *root) {
    return opened(openat(root->folder, victim, O_WRONLY));
}

static bool write_into_anew(const struct root *root) {
    struct open_how how = {.flags = O_RDWR};
    return opened(syscall(SYS_openat2, root->folder, victim, &how, sizeof how));
}

static bool empty_by_opening(const struct root *root) {
    return opened(openat(root->folder, victim, O_RDONLY | O_TRUNC));
}

static bool empty_by_opening_anew(const struct root *root) {
    struct open_how how = {.flags = O_RDONLY | O_TRUNC};
    return opened(syscall(SYS_openat2, root->folder, victim, &how, sizeof how));
}

static bool create(const struct root *root) {
    return opened(openat(root->folder, "made", O_CREAT | O_RDONLY, 0600));
}

static bool create_nameless(const struct root *root) {
    return opened(openat(root->folder, ".", O_TMPFILE | O_RDWR, 0600));
}

static bool write_to_what_is_read(const struct root *root) {
    int file = openat(root->folder, victim, O_RDONLY);
    return done(write(file, "x", 1)) || done(ftruncate(file, 0));
}

static bool truncate_it(const struct root *root) {
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", root->real, victim);
    return done(truncate(path, 0));
}

static bool remove_it(const struct root *root) {
    return done(unlinkat(root->folder, victim, 0));
}

static bool rename_it(const struct root *root) {
    return done(renameat(root->folder, victim, root->folder, "renamed"));
}

static bool link_it(const struct root *root) {
    return done(linkat(root->folder, victim, root->folder, "linked", 0));
}

static bool link_symbolically(const struct root *root) {
    return done(symlinkat("/etc", root->folder, "elsewhere"));
}

static bool make_folder(const struct root *root) {
    return done(mkdirat(root->folder, "folder", 0700));
}

static bool make_fifo(const struct root *root) {
    return done(mkfifoat(root->folder, "fifo", 0600));
}

static bool change_mode(const struct root *root) {
    return done(fchmodat(root->folder, victim, 0777, 0));
}

static bool change_owner(const struct root *root) {
    return done(fchownat(root->folder, victim, getuid(), getgid(), 0));
}

static bool change_times(const struct root *root) {
    return done(utimensat(root->folder, victim, NULL, 0));
}

static bool set_attribute(const struct root *root) {
    int file = openat(root->folder, victim, O_RDONLY);
    return done(fsetxattr(file, "user.x", "x", 1, 0));
}

static bool keep_in_memory_file(const struct root *root) {
    (void)root;
    return opened(memfd_create("x", 0));
}

/* --- other processes --- */

static bool run_program(const struct root *root) {
    (void)root;
    return done(execl("/bin/sh", "sh", "-c", "exit 77", (char *)NULL));
}

static bool run_descriptor(const struct root *root) {
    char *const none[] = {NULL};
    int file = openat(root->folder, victim, O_RDONLY);
    return done(syscall(SYS_execveat, file, "", none, none, 0x1000 /* AT_EMPTY_PATH */));
}

static bool child(long process) {
    if (process == 0) {
        _exit(0);
    }
    return process != -1;
}

static bool fork_it(const struct root *root) {
    (void)root;
    return child(syscall(SYS_fork));
}

static bool fork_by_clone(const struct root *root) {
    (void)root;
    return child(syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0));
}

static bool fork_by_clone_anew(const struct root *root) {
    (void)root;
    uint64_t arguments[8] = {0, 0, 0, 0, SIGCHLD};
    return child(syscall(SYS_clone3, arguments, sizeof arguments));
}

static bool kill_parent(const struct root *root) {
    (void)root;
    return done(kill((pid_t)syscall(SYS_getppid), 0)) || done(kill(0, 0));
}

static bool kill_thread(const struct root *root) {
    (void)root;
    return done(syscall(SYS_tgkill, getpid(), gettid(), SIGCONT));
}

static bool queue_signal(const struct root *root) {
    (void)root;
    return done(sigqueue(getpid(), SIGCONT, (union sigval){0}));
}

static bool open_process(const struct root *root) {
    (void)root;
    return opened(syscall(SYS_pidfd_open, getpid(), 0));
}

/* The kernel would send the signal of choice to whoever is named, once the file has news. */
static bool have_parent_signalled(const struct root *root) {
    (void)root;
    for (int file = 0; file < 1024; file++) {
        if (done(fcntl(file, F_SETOWN, getpid())) || done(fcntl(file, F_SETSIG, SIGKILL)) ||
            done(fcntl(file, F_SETFL, O_ASYNC))) {
            return true;
        }
    }
    return false;
}

static bool trace(const struct root *root) {
    (void)root;
    return done(ptrace(PTRACE_TRACEME, 0, NULL, NULL)) || done(ptrace(PTRACE_SEIZE, 1, NULL, NULL));
}

static bool read_other_memory(const struct root *root) {
    (void)root;
    char here[8];
    struct iovec part = {here, sizeof here};
    return done(process_vm_readv(getpid(), &part, 1, &part, 1, 0));
}

/* --- the network --- */

static bool open_socket(const struct root *root) {
    (void)root;
    return opened(socket(AF_INET, SOCK_STREAM, 0)) || opened(socket(AF_INET6, SOCK_DGRAM, 0)) ||
           opened(socket(AF_UNIX, SOCK_STREAM, 0)) || opened(socket(AF_NETLINK, SOCK_RAW, 0));
}

static bool open_socket_pair(const struct root *root) {
    (void)root;
    int pair[2];
    return done(socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
}

/* A message of this kind could carry descriptors. */
static bool pass_descriptors(const struct root *root) {
    (void)root;
    struct msghdr message = {0};
    for (int file = 0; file < 1024; file++) {
        if (done(sendmsg(file, &message, MSG_DONTWAIT)) ||
            done(recvmsg(file, &message, MSG_DONTWAIT))) {
            return true;
        }
    }
    return false;
}

/* --- the kernel --- */

static bool call(long number) {
    return done(syscall(number, 0, 0, 0, 0, 0, 0));
}

static bool set_up_ring(const struct root *root) {
    (void)root;
    char parameters[256] = {0};
    return opened(syscall(SYS_io_uring_setup, 4, parameters));
}

static bool mount_it(const struct root *root) {
    return done(mount("none", root->real, "tmpfs", 0, NULL)) || done(umount2(root->real, 0)) ||
           opened(syscall(SYS_fsopen, "tmpfs", 0));
}

static bool leave_namespaces(const struct root *root) {
    return done(unshare(CLONE_NEWUSER)) || done(unshare(CLONE_FS)) || done(setns(0, 0)) ||
           done(chroot(root->real));
}

static bool load_program(const struct root *root) {
    (void)root;
    char attributes[128] = {0};
    return done(syscall(SYS_bpf, 0, attributes, sizeof attributes)) ||
           done(syscall(SYS_perf_event_open, attributes, 0, -1, -1, 0)) ||
           opened(syscall(SYS_userfaultfd, 0));
}

static bool use_keyring(const struct root *root) {
    (void)root;
    return done(syscall(SYS_add_key, "user", "x", "x", 1, -3)) || call(SYS_keyctl);
}

static bool make_other_files(const struct root *root) {
    (void)root;
    return opened(eventfd(0, 0)) || opened(inotify_init()) ||
           opened(shmget(IPC_PRIVATE, 4096, IPC_CREAT)) || opened(dup(2));
}

static bool control_device(const struct root *root) {
    (void)root;
    char letter = '\n';
    for (int file = 0; file < 64; file++) {
        if (done(ioctl(file, TIOCSTI, &letter)) || done(ioctl(file, FIONREAD, &letter))) {
            return true;
        }
    }
    return false;
}

/* --- itself --- */

static bool become_dumpable(const struct root *root) {
    (void)root;
    return done(prctl(PR_SET_DUMPABLE, 1)) || done(prctl(PR_SET_PDEATHSIG, 0));
}

static bool raise_bounds(const struct root *root) {
    (void)root;
    struct rlimit all = {RLIM_INFINITY, RLIM_INFINITY};
    return done(setrlimit(RLIMIT_FSIZE, &all)) ||
           done(prlimit(getpid(), RLIMIT_CORE, &all, NULL)) || done(setpriority(0, 0, -5));
}

static bool become_another(const struct root *root) {
    (void)root;
    return done(setuid(getuid())) || done(setgid(getgid())) || call(SYS_capset) ||
           call(SYS_personality);
}

static bool catch_signals(const struct root *root) {
    (void)root;
    return signal(SIGTERM, SIG_IGN) != SIG_ERR;
}

static bool write_code(const struct root *root) {
    int file = openat(root->folder, victim, O_RDONLY);
    void *memory = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) !=
               MAP_FAILED ||
           mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE, file, 0) != MAP_FAILED ||
           done(mprotect(memory, 4096, PROT_READ | PROT_EXEC));
}

static bool map_shared(const struct root *root) {
    (void)root;
    return mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0) !=
           MAP_FAILED;
}

static bool set_clock(const struct root *root) {
    (void)root;
    struct timeval now;
    gettimeofday(&now, NULL);
    return done(settimeofday(&now, NULL)) || done(sethostname("x", 1));
}

/* One thing that the sandbox must not let happen. attempt returns true where it could be done. */
struct malice {
    const char *name;
    bool (*attempt)(const struct root *root);
};

static const struct malice malices[] = {
    {"open-elsewhere", open_elsewhere},
    {"open-elsewhere-openat2", open_elsewhere_anew},
    {"open-above-the-root", open_above},
    {"open-own-memory", open_memory},
    {"open-environment", open_environment_of_parent},
    {"open-by-handle", open_by_handle},
    {"chdir", go_elsewhere},
    {"write", write_into},
    {"write-openat2", write_into_anew},
    {"truncate-open", empty_by_opening},
    {"truncate-openat2", empty_by_opening_anew},
    {"create", create},
    {"create-nameless", create_nameless},
    {"write-read-only", write_to_what_is_read},
    {"truncate", truncate_it},
    {"unlink", remove_it},
    {"rename", rename_it},
    {"link", link_it},
    {"symlink", link_symbolically},
    {"mkdir", make_folder},
    {"mkfifo", make_fifo},
    {"chmod", change_mode},
    {"chown", change_owner},
    {"utimensat", change_times},
    {"setxattr", set_attribute},
    {"memfd", keep_in_memory_file},
    {"exec", run_program},
    {"execveat", run_descriptor},
    {"fork", fork_it},
    {"clone", fork_by_clone},
    {"clone3", fork_by_clone_anew},
    {"kill", kill_parent},
    {"tgkill", kill_thread},
    {"sigqueue", queue_signal},
    {"pidfd", open_process},
    {"signal-by-file", have_parent_signalled},
    {"ptrace", trace},
    {"process-vm-readv", read_other_memory},
    {"socket", open_socket},
    {"socketpair", open_socket_pair},
    {"sendmsg", pass_descriptors},
    {"io-uring", set_up_ring},
    {"mount", mount_it},
    {"unshare", leave_namespaces},
    {"bpf", load_program},
    {"keyring", use_keyring},
    {"other-files", make_other_files},
    {"ioctl", control_device},
    {"prctl", become_dumpable},
    {"setrlimit", raise_bounds},
    {"setuid", become_another},
    {"sigaction", catch_signals},
    {"mmap-exec", write_code},
    {"mmap-shared", map_shared},
    {"settimeofday", set_clock},
    {0},
};

#endif
