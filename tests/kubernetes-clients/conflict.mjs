// Replaces a Secret twice from one reading of it.
import { CoreV1Api, KubeConfig } from '@kubernetes/client-node';

const config = new KubeConfig();
config.loadFromDefault();
const api = config.makeApiClient(CoreV1Api);
const name = { namespace: 'default', name: 'a' };
const body = await api.readNamespacedSecret(name);

const replaced = await api.replaceNamespacedSecret({ ...name, body: { ...body, stringData: { k: 'first' } } });
console.log(`replaced ${replaced.data.k}`);

try {
  await api.replaceNamespacedSecret({ ...name, body: { ...body, stringData: { k: 'second' } } });
} catch (problem) {
  console.log(`${problem.code} ${JSON.parse(problem.body).reason}`);
}

await api.deleteNamespacedSecret(name);

try {
  await api.readNamespacedSecret(name);
} catch (problem) {
  console.log(`${problem.code} ${JSON.parse(problem.body).reason}`);
}
