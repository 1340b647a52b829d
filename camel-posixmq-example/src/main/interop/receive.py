"""Prints messages of a queue with their priorities: receive.py QUEUE COUNT. Waits while the queue is empty."""
import ctypes
import os
import select
import sys

libc = ctypes.CDLL(None, use_errno=True)  # glibc before 2.34: "librt.so.1"


def call(function, *arguments):
    result = function(*arguments)
    if result < 0:
        error = ctypes.get_errno()
        raise OSError(error, os.strerror(error), sys.argv[1])
    return result


queue = call(libc.mq_open, sys.argv[1].encode(), os.O_RDONLY | os.O_NONBLOCK)
attributes = (ctypes.c_long * 8)()  # flags, capacity, message size, depth, and room for more
call(libc.mq_getattr, queue, attributes)
body = ctypes.create_string_buffer(attributes[2])
priority = ctypes.c_uint()
ready = select.poll()
ready.register(queue, select.POLLIN)
for _ in range(int(sys.argv[2])):
    # Who is killed inside mq_receive loses the message that is just being handed over; poll does not take it.
    ready.poll()
    length = call(libc.mq_receive, queue, body, ctypes.c_size_t(len(body)), ctypes.byref(priority))
    print(priority.value, body.raw[:length].decode())
