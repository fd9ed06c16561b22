{{- /* What githubApp may have, and what holds where it does not say. charts/sidecars/values.yaml shows the same. */ -}}
{{- define "sidecars.defaults" -}}
enabled: false

# The Secret with the App's credentials: app-id and private-key; optionally installation-id, private-key-next, api-url
# (then apiUrl below too).
# It is mounted into the programs that mint tokens, and nowhere else. The key itself is never a value.
secretName: ""
# Keys of that Secret that are called otherwise, as in {private-key: tls.key}.
secretKeys: {}
# Instead of the files in the Secret. appId may be the client ID.
appId: ""
installationId: ""

# What the token opens: owner/repo or URLs, optionally @ref and =directory for git-clone. A list, or one text.
repos: []
# The whole installation, every repository of it. Has to be said here, repos "*" is refused.
allRepositories: false
# read, or write: contents, and pull requests where granted.
access: read
# Instead of access, as in {contents: read, issues: write}.
permissions: {}

# Scope that changes while the pod runs, by the pod's annotations github-app/access and github-app/repos. Whoever may
# edit the pod moves the scope inside these ceilings: see admissionPolicy.
annotations:
  enabled: false
  maxAccess: ""
  maxRepos: []
  # How long a wider access lasts; 0: as long as the annotation asks for it.
  accessTtlMinutes: 0
  # The pod starts without a token, until the annotation names repositories.
  awaitRepos: false

refreshIntervalMinutes: 45
# The files are taken away and the tokens revoked when the pod ends.
revokeOnExit: false
# Told after each token: a file below /var/run/github, a URL in the pod, or, where the pod's containers share their
# processes, SIGHUP:NAME.
notify: ""

# Secrets that get each token, too, for what cannot mount the volume: Tekton, Argo CD, others' charts. As in [{name: github-token}];
# with several owners one for each, [{name: token-acme, owner: acme}]. The chart makes them, in namespace, else in the
# release's, with labels and annotations; token-refresher, and nobody else in the pod, may write to them.
tokenSecrets: []
# basic-auth, opaque (a key token), tekton or argocd. A Secret's type cannot be changed: with another one, change the names too.
tokenSecretType: basic-auth

# native: one sidecar that starts before the app (Kubernetes 1.29). classic: an init container and a sidecar.
# auto: by the cluster's version, which helm template does not know.
mode: auto

# Where the images are, as in registry.example.com/sidecars; without it, nodes have to have them already.
imageRegistry: ""
# REPOSITORY:TAG or REPOSITORY@sha256:DIGEST; empty for the one of this version in imageRegistry.
sidecarImage: ""
initImage: ""
cloneImage: ""
imagePullPolicy: IfNotPresent

# GitHub Enterprise: https://HOST/api/v3, or https://api.NAME.ghe.com. An api-url in the Secret wins for the token programs;
# git-clone, which does not see the Secret, has to be told here.
apiUrl: ""
serverUrl: ""
proxy:
  httpsProxy: ""
  httpProxy: ""
  noProxy: ""
# Authorities besides the usual: a ConfigMap and its key.
ca:
  configMap: ""
  key: ca.crt

# The user of our containers. "" where the cluster gives one (OpenShift), here and in the next two.
runAsUser: 65532
runAsGroup: 65532
# The group by which the app may read the tokens, whatever its user is.
fsGroup: 65532
fileMode: "0640"
# Where the token's files are, on the volume mounted at /var/run/github. Not the mount itself, unless the app has our user:
# it has the sticky bit, and there Linux lets nobody follow the links of another (fs.protected_symlinks).
tokenDirectory: /var/run/github/files

# Prometheus and probes over HTTP, for everybody who reaches the pod; 0 for none.
metricsPort: 0
probes:
  # An exec probe starts a program in the container each time.
  livenessPeriodSeconds: 60
  # Off: GitHub in trouble takes no app out of service.
  readiness: false

# For token-refresher and generate-initial-token.
resources:
  requests: { cpu: 5m, memory: 24Mi }
  limits: { memory: 64Mi }
# For token-refresher alone.
extraArgs: []
logLevel: information
logFormat: json

clone:
  enabled: true
  # The pod's volume that the clones go to, and where it is mounted, in git-clone and in the app.
  volumeName: workspace
  mountPath: /workspace
  # Where the clones go: each repository to dest/NAME; to dest itself where commit or ref is given. Below the mount.
  dest: ""
  # Of one repository. A commit alone comes without history.
  commit: ""
  ref: ""
  # Commits; 0 for all.
  depth: 0
  filter: ""
  sparse: []
  submodules: false
  # By the image git-clone-lfs.
  lfs: false
  # app: commits are by the App's bot; or "Name <mail>"; or nobody.
  identity: ""
  continueOnError: false
  discardLocalChanges: false
  # git's working data, in memory.
  tmpSizeLimit: 64Mi
  # The user who owns the clones: the app's, where that is another than ours.
  runAsUser: ""
  resources:
    requests: { cpu: 50m, memory: 64Mi }
    limits: { memory: 1Gi }
  extraArgs: []
  # Of volumes of the pod, such as one with the file for --allowed-signers.
  extraVolumeMounts: []
{{- end -}}

{{- /* Takes defaults and given; what is given wins, be it false or empty, which sprig's merge would pass over. null is not given. */ -}}
{{- define "sidecars.merged" -}}
{{- $merged := dict -}}
{{- range $key, $default := .defaults -}}
{{- $given := index $.given $key -}}
{{- if kindIs "invalid" $given }}{{ $_ := set $merged $key $default }}
{{- else if and (kindIs "map" $default) (kindIs "map" $given) }}{{ $_ := set $merged $key (include "sidecars.merged" (dict "defaults" $default "given" $given) | fromYaml) }}
{{- else }}{{ $_ := set $merged $key $given }}{{ end -}}
{{- end -}}
{{- range $key, $given := .given }}{{ if not (hasKey $.defaults $key) }}{{ $_ := set $merged $key $given }}{{ end }}{{ end -}}
{{- toYaml $merged -}}
{{- end -}}

{{- /* Gives the dict that a template was called with all defaults. */ -}}
{{- define "sidecars.default" -}}
{{- $_ := set . "githubApp" (include "sidecars.merged" (dict "defaults" (include "sidecars.defaults" . | fromYaml) "given" .githubApp) | fromYaml) -}}
{{- end -}}

{{- /* A number as it was written: Helm makes 1234567 to 1.234567e+06. */ -}}
{{- define "sidecars.text" -}}
{{- if kindIs "float64" . }}{{ ternary (int64 . | toString) (toString .) (eq (floor .) .) }}{{ else }}{{ . }}{{ end -}}
{{- end -}}
