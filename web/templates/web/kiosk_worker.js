{% load static %}// Keeps the kiosk's page and its two files, so that it opens without a network. What is fresh goes first.
const KEPT = "kiosk-1";
const FILES = ["{% url "web:survey-point" token %}", "{% static "web/answer.css" %}", "{% static "web/kiosk.js" %}", "{% static "web/mark.svg" %}"];

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(KEPT).then((kept) => kept.addAll(FILES)).then(() => self.skipWaiting()));
});
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  if (event.request.method !== "GET") return;
  event.respondWith(
    fetch(event.request)
      .then(async (fresh) => {
        if (fresh.ok) (await caches.open(KEPT)).put(event.request, fresh.clone());
        return fresh;
      })
      .catch(async () => (await caches.match(event.request, { ignoreSearch: true })) || Response.error()),
  );
});
