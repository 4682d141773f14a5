"""The doors: web and Telegram, as ASGI routers, and what goes through them."""
