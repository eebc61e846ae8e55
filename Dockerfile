# The portal as an image: web, worker, beat and commands all run from it. docker-compose.yml says how.
FROM python:3.12-slim-bookworm AS packages
RUN python -m venv /opt/portal
COPY requirements.lock /tmp/requirements.lock
# What the tests need stays outside; scripts/lock writes the line between the two parts.
RUN sed '/^# --- tests and tools/,$d' /tmp/requirements.lock >/tmp/wanted.txt \
    && /opt/portal/bin/pip install --no-cache-dir --no-deps --require-hashes -r /tmp/wanted.txt

FROM python:3.12-slim-bookworm
# Pango lays text out; harfbuzz-subset makes a PDF four times as fast; sftp of OpenSSH takes e-invoices to an access point.
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fontconfig fonts-liberation2 fonts-dejavu-core \
        openssh-client \
    && rm -rf /var/lib/apt/lists/* \
    && fc-cache -f \
    && useradd --system --uid 10001 --user-group --no-create-home --shell /usr/sbin/nologin portal \
    && install -d -o portal -g portal -m 0750 /data
COPY --from=packages /opt/portal /opt/portal
WORKDIR /app
COPY . .
ENV PATH=/opt/portal/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    XDG_CACHE_HOME=/tmp \
    STATIC_ROOT=/app/static-collected \
    PORTAL_DATA=/data
# The key is thrown away: collecting files needs one, but signs nothing with it.
RUN python scripts/messages.py compile \
    && PORTAL_DATA=/tmp/build SECRET_KEY="$(python -c 'import secrets; print(secrets.token_urlsafe(64))')" \
        python manage.py collectstatic --noinput \
    && rm -rf /tmp/build \
    && python -m compileall -q billing events municipalities partnership tracks
USER portal
VOLUME /data
EXPOSE 8000
CMD ["gunicorn", "-c", "python:partnership.config.gunicorn", "--worker-tmp-dir", "/dev/shm"]
