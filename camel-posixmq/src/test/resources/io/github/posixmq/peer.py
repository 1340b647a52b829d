"""A process that uses POSIX message queues and shares no code with the wrapper: peer.c for a machine without cc."""

import ctypes
import os
import signal
import sys


class Attributes(ctypes.Structure):
    _fields_ = [(name, ctypes.c_long) for name in ("flags", "maxmsg", "msgsize", "curmsgs", "r1", "r2", "r3", "r4")]


def load():
    for library in (None, "librt.so.1"):
        c = ctypes.CDLL(library, use_errno=True)
        if hasattr(c, "mq_open"):
            c.mq_receive.restype = ctypes.c_ssize_t
            return c
    sys.exit("no mq_open")


C = load()


def say(line):
    print(line, flush=True)


def check(what, result):
    if result == -1:
        say(what + ": " + os.strerror(ctypes.get_errno()))
        sys.exit(1)
    return result


def open_queue(name, flags):
    return check("mq_open", C.mq_open(name.encode(), flags))


def send_text(queue, text, priority=0):
    body = text.encode()
    check("mq_send", C.mq_send(queue, body, ctypes.c_size_t(len(body)), ctypes.c_uint(priority)))


def create(name, maxmsg, msgsize, mode):
    os.umask(0)
    attributes = Attributes(maxmsg=int(maxmsg), msgsize=int(msgsize))
    flags = os.O_RDWR | os.O_CREAT | os.O_EXCL
    check("mq_open", C.mq_open(name.encode(), flags, int(mode, 8), ctypes.byref(attributes)))
    say("created")


def send(name, priority, text):
    send_text(open_queue(name, os.O_WRONLY), text, int(priority))
    say("sent")


def flood(name, text):
    queue = open_queue(name, os.O_WRONLY)
    say("ready")
    while True:
        send_text(queue, text)


def receive(name):
    queue = open_queue(name, os.O_RDONLY)
    attributes = Attributes()
    C.mq_getattr(queue, ctypes.byref(attributes))
    body = ctypes.create_string_buffer(attributes.msgsize)
    priority = ctypes.c_uint()
    size = ctypes.c_size_t(attributes.msgsize)
    length = check("mq_receive", C.mq_receive(queue, body, size, ctypes.byref(priority)))
    say("%d %s" % (priority.value, body.raw[:length].decode()))


def kill_then_send(pid, name, text):
    queue = open_queue(name, os.O_WRONLY | os.O_NONBLOCK)
    os.kill(int(pid), signal.SIGKILL)
    send_text(queue, text)
    say("sent")


def unlink(name):
    check("mq_unlink", C.mq_unlink(name.encode()))
    say("unlinked")


{
    "create": create,
    "send": send,
    "flood": flood,
    "receive": receive,
    "kill-then-send": kill_then_send,
    "unlink": unlink,
}[sys.argv[1]](*sys.argv[2:])
