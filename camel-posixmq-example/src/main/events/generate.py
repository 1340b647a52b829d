#!/usr/bin/env python3
"""Writes the demonstration's events to standard output, one JSON object a line.

Always the same bytes: the seed is fixed, and random() is the only source of chance, whose sequence Python guarantees.
"""
import json
import random
import sys

EVENTS = 12_000
START_MILLIS = 1_760_515_200_000  # 2025-10-15T08:00:00Z

chance = random.Random(20_251_015)


def below(limit):
    return int(chance.random() * limit)


def between(low, high):
    return low + below(high - low + 1)


def one_of(values):
    return values[below(len(values))]


HOSTS = ["web-1", "web-2", "web-3", "cart-1", "cart-2", "search-1", "db-1", "edge-fra", "edge-sin"]
METRICS = [("cpu.user", "percent", 100), ("cpu.iowait", "percent", 30), ("mem.free", "MiB", 16_000),
           ("disk.read", "KiB/s", 80_000), ("net.rx", "KiB/s", 120_000), ("gc.pause", "ms", 90),
           ("room.temperature", "°C", 40), ("fan.speed", "min⁻¹", 4_800), ("latency.p99", "µs", 950)]
PATHS = ["/", "/login", "/cart", "/checkout", "/api/v2/orders", "/api/v2/items/{}", "/assets/app.js", "/health",
         "/suche?q=Bücherregal", "/検索?q=自転車", "/поиск?q=чайник", "/recherche?q=théière"]
AGENTS = ["Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
          "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Version/17.5 Mobile Safari/604.1",
          "curl/8.9.1", "example-monitor/3.1 (+https://status.example.org/)"]
MESSAGES = [("info", "session opened for user {}"), ("info", "Warenkorb {} gespeichert"),
            ("info", "注文 {} を受け付けました"), ("info", "заказ {} передан на склад"), ("info", "paiement {} accepté ✔"),
            ("debug", "cache miss for key item:{}"), ("warn", "Zahlung {} abgelehnt: Karte ungültig"),
            ("warn", "retry 2 of 5 for upstream search-1, request {}"), ("warn", "stock of item {} is low ⚠"),
            ("error", "الدفع {} فشل"), ("error", "payment gateway timed out after 3000 ms, order {}"),
            ("fatal", "no space left for spool segment {}")]
GOODS = ["Teekanne, blau", "自転車のベル", "чайник со свистком", "Crème brûlée torch", "Ølglas 0,5 l", "usb-c cable 1.5 m",
         "Löffel, Größe M", "מנורת שולחן", "दीपक", "paper A4, 80 g/m²", "🎸 strings, 009–042", "screwdriver “Torx” T8"]
CLASSES = ["com.example.cart.CartService", "com.example.pay.GatewayClient", "com.example.http.Dispatcher",
           "com.example.store.RowMapper", "com.example.queue.Worker", "com.example.search.Index"]
METHODS = ["accept", "apply", "call", "fetch", "handle", "invoke", "mapRow", "run", "submit"]
CAUSES = ["java.net.SocketTimeoutException: Read timed out",
          "java.lang.IllegalStateException: Bestellung {} ist schon abgeschlossen",
          "java.io.IOException: Connection reset by peer",
          "java.sql.SQLTransientConnectionException: pool 'orders' is exhausted (64 of 64 in use)"]


def address():
    if below(6) == 0:
        return "2001:db8::%x:%x" % (below(65_536), below(65_536))
    return one_of(["192.0.2.", "198.51.100.", "203.0.113."]) + str(between(1, 254))


def heartbeat():
    return {"type": "heartbeat", "host": one_of(HOSTS)}


def metric():
    name, unit, high = one_of(METRICS)
    return {"type": "metric", "level": "debug", "host": one_of(HOSTS), "name": name, "value": below(high * 100) / 100,
            "unit": unit}


def access():
    status = one_of([200] * 14 + [204, 301, 304, 304, 404, 404, 429, 500, 503])
    level = "error" if status >= 500 else "warn" if status >= 400 else "info"
    return {"type": "http.access", "level": level, "host": one_of(HOSTS[:3]), "client": address(),
            "method": one_of(["GET", "GET", "GET", "POST", "PUT"]), "path": one_of(PATHS).format(between(100, 99_999)),
            "status": status, "bytes": below(90_000), "millis": between(1, 900), "agent": one_of(AGENTS)}


def log():
    level, text = one_of(MESSAGES)
    return {"type": "app.log", "level": level, "host": one_of(HOSTS), "thread": "worker-%d" % between(1, 16),
            "message": text.format(between(1_000, 99_999))}


def failure():
    frames = ["\tat %s.%s(%s.java:%d)" % (name, one_of(METHODS), name.rsplit(".", 1)[1], between(20, 900))
              for name in (one_of(CLASSES) for _ in range(between(8, 70)))]
    trace = one_of(CAUSES).format(between(1_000, 99_999)) + "\n" + "\n".join(frames)
    return {"type": "app.failure", "level": "error", "host": one_of(HOSTS), "request": "%08x" % below(2 ** 32),
            "trace": trace}


def order():
    items = [{"item": between(100, 99_999), "name": one_of(GOODS), "count": between(1, 5), "cents": between(99, 49_900)}
             for _ in range(between(1, 24) if below(4) == 0 else between(1, 4))]
    return {"type": "shop.order", "level": "info", "order": between(10_000, 99_999), "user": "u-%05d" % below(100_000),
            "mail": "u%05d@example.org" % below(100_000), "items": items}


KINDS = [heartbeat] * 14 + [metric] * 44 + [access] * 24 + [log] * 12 + [failure] * 3 + [order] * 3


def main():
    millis = START_MILLIS
    for number in range(1, EVENTS + 1):
        millis += below(60)
        event = {"id": number, "ts": millis, **one_of(KINDS)()}
        line = json.dumps(event, ensure_ascii=False, separators=(",", ":"))
        sys.stdout.buffer.write(line.encode() + b"\n")


if __name__ == "__main__":
    main()
