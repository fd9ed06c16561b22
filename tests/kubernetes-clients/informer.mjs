// Says what an informer on the Secrets of the default namespace tells, a line each, until it is ended.
import { setTimeout } from 'node:timers/promises';
import { CoreV1Api, KubeConfig, makeInformer } from '@kubernetes/client-node';

const config = new KubeConfig();
config.loadFromDefault();
const api = config.makeApiClient(CoreV1Api);

const informer = makeInformer(config, '/api/v1/namespaces/default/secrets', () => api.listNamespacedSecret({ namespace: 'default' }));

for (const event of ['add', 'update', 'delete']) {
  informer.on(event, (secret) => console.log(`${event} ${secret.metadata.name}`));
}

// An error ends an informer; who uses it starts it again, and has to list for that.
let isStarting = false;

async function start() {
  if (isStarting) {
    return;
  }

  isStarting = true;

  for (;;) {
    try {
      await informer.start();
      break;
    } catch (problem) {
      console.log(`cannot start: ${problem.code ?? problem.message}`);
      await setTimeout(100);
    }
  }

  isStarting = false;
}

informer.on('error', (problem) => {
  console.log(`error ${problem?.statusCode ?? problem?.code ?? problem?.message}`);
  setTimeout(100).then(start);
});

await start();
