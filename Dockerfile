# One image for the four services, the examples, the command line and the set-up jobs; each container names its program.

FROM node:24.21.0-bookworm-slim AS packages
WORKDIR /app
COPY package.json package-lock.json ./
# A lock that leaves out another platform's optional package makes `npm ci` refuse; what it names is then installed as named.
RUN npm ci --omit=dev --no-audit --no-fund || npm install --no-save --omit=dev --no-audit --no-fund

FROM node:24.21.0-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund || npm install --no-save --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json ./
COPY apps apps
COPY libs libs
COPY examples examples
COPY tools tools
RUN npm run build

FROM node:24.21.0-bookworm-slim
ENV NODE_ENV=production
ENV MALLOC_ARENA_MAX=2
WORKDIR /app
COPY --from=packages /app/node_modules node_modules
COPY package.json ./
COPY policies policies
COPY examples/web-store/data examples/web-store/data
COPY tools/dev/secrets.mjs tools/dev/secrets.mjs
COPY deploy/*.mjs deploy/
COPY --from=build /app/dist/apps dist/apps
COPY --from=build /app/dist/libs dist/libs
COPY --from=build /app/dist/examples dist/examples
COPY --from=build /app/dist/tools/cli dist/tools/cli
# A named volume takes over the owner of where it is mounted first.
RUN mkdir /data /list /erasures /backups /key-backups && chown node:node /data /list /erasures /backups /key-backups
USER node
# Why these three: docs/operating.md (Memory). tools/dev/services.mjs starts the services with the same.
ENTRYPOINT ["node", "--enable-source-maps", "--max-old-space-size=256", "--initial-old-space-size=64", "--max-semi-space-size=8", "deploy/start.mjs"]
