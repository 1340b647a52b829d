/* Prints the constants and layouts that the wrapper has written down in Java, one NAME=VALUE in a line. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <mqueue.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>

#define VALUE(x) printf("%s=%ld\n", #x, (long) (x))

int main(void) {
    VALUE(O_RDONLY);
    VALUE(O_WRONLY);
    VALUE(O_RDWR);
    VALUE(O_CREAT);
    VALUE(O_EXCL);
    VALUE(O_TRUNC);
    VALUE(O_APPEND);
    VALUE(O_NONBLOCK);
    VALUE(O_CLOEXEC);
    VALUE(O_NOFOLLOW);
    VALUE(O_DIRECTORY);
    VALUE(POLLIN);
    VALUE(POLLOUT);
    VALUE(POLLERR);
    VALUE(POLLHUP);
    VALUE(POLLNVAL);
    VALUE(EFD_NONBLOCK);
    VALUE(EFD_CLOEXEC);
    VALUE(RLIMIT_NOFILE);
    VALUE(RLIMIT_MSGQUEUE);
    VALUE(LOCK_SH);
    VALUE(LOCK_EX);
    VALUE(LOCK_NB);
    VALUE(PROT_READ);
    VALUE(PROT_WRITE);
    VALUE(MAP_SHARED);
    VALUE(MAP_PRIVATE);
    VALUE(MAP_ANONYMOUS);
    VALUE(SIG_BLOCK);
    VALUE(SIG_UNBLOCK);
    VALUE(AT_FDCWD);
    VALUE(AT_EMPTY_PATH);
    VALUE(AT_SYMLINK_NOFOLLOW);
    VALUE(STATX_BASIC_STATS);
    VALUE(SIGRTMIN);
    VALUE(SIGRTMAX);

    VALUE(sizeof(void *));
    VALUE(sizeof(long));
    VALUE(sizeof(size_t));
    VALUE(sizeof(mqd_t));
    VALUE(sizeof(unsigned));
    VALUE(sizeof(pthread_t));
    VALUE(sizeof(sigset_t));
    VALUE(sizeof(struct sigaction));
    VALUE(sizeof(struct mq_attr));
    VALUE(offsetof(struct mq_attr, mq_flags));
    VALUE(offsetof(struct mq_attr, mq_maxmsg));
    VALUE(offsetof(struct mq_attr, mq_msgsize));
    VALUE(offsetof(struct mq_attr, mq_curmsgs));
    VALUE(sizeof(struct pollfd));
    VALUE(offsetof(struct pollfd, fd));
    VALUE(offsetof(struct pollfd, events));
    VALUE(offsetof(struct pollfd, revents));
    VALUE(sizeof(struct timespec));
    VALUE(offsetof(struct timespec, tv_sec));
    VALUE(offsetof(struct timespec, tv_nsec));
    VALUE(sizeof(eventfd_t));
    VALUE(sizeof(struct rlimit));
    VALUE(offsetof(struct rlimit, rlim_cur));
    VALUE(offsetof(struct dirent, d_reclen));
    VALUE(offsetof(struct dirent, d_name));
    VALUE(offsetof(struct sigaction, sa_handler));
    VALUE(sizeof(struct statx));
    VALUE(offsetof(struct statx, stx_nlink));
    VALUE(offsetof(struct statx, stx_uid));
    VALUE(offsetof(struct statx, stx_gid));
    VALUE(offsetof(struct statx, stx_mode));
    VALUE(offsetof(struct statx, stx_ino));
    VALUE(offsetof(struct statx, stx_size));
    VALUE(offsetof(struct statx, stx_mtime.tv_sec));
    VALUE(offsetof(struct statx, stx_dev_major));
    VALUE(offsetof(struct statx, stx_dev_minor));

    VALUE(EPERM);
    VALUE(ENOENT);
    VALUE(EINTR);
    VALUE(EIO);
    VALUE(EBADF);
    VALUE(EAGAIN);
    VALUE(ENOMEM);
    VALUE(EACCES);
    VALUE(EFAULT);
    VALUE(EBUSY);
    VALUE(EEXIST);
    VALUE(EXDEV);
    VALUE(ENODEV);
    VALUE(ENOTDIR);
    VALUE(EISDIR);
    VALUE(EINVAL);
    VALUE(ENFILE);
    VALUE(EMFILE);
    VALUE(EFBIG);
    VALUE(ENOSPC);
    VALUE(EROFS);
    VALUE(ENAMETOOLONG);
    VALUE(ENOSYS);
    VALUE(ENOTEMPTY);
    VALUE(ELOOP);
    VALUE(EOVERFLOW);
    VALUE(EMSGSIZE);
    VALUE(EOPNOTSUPP);
    VALUE(ETIMEDOUT);
    VALUE(ESTALE);
    VALUE(EDQUOT);
    return 0;
}
