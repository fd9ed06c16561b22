{{- /* Secrets that token-refresher writes its tokens to, and what lets it do that. */ -}}

{{- /* NAMESPACE/NAME[=OWNER], separated by blanks. */ -}}
{{- define "sidecars.tokenSecretTargets" -}}
{{- $targets := list -}}
{{- range .githubApp.tokenSecrets -}}
{{- $targets = append $targets (printf "%s/%s%s" (.namespace | default $.root.Release.Namespace) .name (ternary (printf "=%s" .owner) "" (not (empty .owner)))) -}}
{{- end -}}
{{- join " " $targets -}}
{{- end -}}

{{- /* A short-lived token of the pod's service account, and the authority of the API server. Takes the volume's name and the files' mode. */ -}}
{{- define "sidecars.apiServerVolume" -}}
- name: {{ .name }}
  projected:
    defaultMode: {{ .mode }}
    sources:
      - serviceAccountToken:
          path: token
          expirationSeconds: 3600
      - configMap:
          name: kube-root-ca.crt
          items:
            - key: ca.crt
              path: ca.crt
{{- end -}}

{{- /*
Whole objects: the Secrets, and for each a Role that reaches nothing else. Takes besides root and githubApp:
  serviceAccountName  the pod's
  labels              optional: a dict
*/ -}}
{{- define "sidecars.secretObjects" -}}
{{- include "sidecars.default" . -}}
{{- if and .githubApp.enabled .githubApp.tokenSecrets -}}
{{- if has .serviceAccountName (list "" "default") }}{{ include "sidecars.refuse" "githubApp.tokenSecrets need a service account of the pod's own: others have the one that is called default, too" }}{{ end -}}
{{- $type := get (dict "basic-auth" "kubernetes.io/basic-auth" "opaque" "Opaque" "tekton" "kubernetes.io/basic-auth" "argocd" "Opaque") .githubApp.tokenSecretType -}}
{{- if not $type }}{{ include "sidecars.refuse" "githubApp.tokenSecretType is none of basic-auth, opaque, tekton and argocd" }}{{ end -}}
{{- range .githubApp.tokenSecrets }}
{{- $namespace := .namespace | default $.root.Release.Namespace }}
{{- /* Releases of several namespaces may write into one. */}}
{{- $role := printf "%s-%s-writes-%s" $.root.Release.Namespace $.root.Release.Name .name | trunc 253 }}
---
# Without the token: that is token-refresher's, and no upgrade takes it away, as what is not named here is left as it is.
apiVersion: v1
kind: Secret
metadata:
  name: {{ quote .name }}
  namespace: {{ quote $namespace }}
  labels:
    {{- toYaml (merge (dict "github-app/published-by" "token-refresher") (.labels | default (dict)) ($.labels | default (dict))) | nindent 4 }}
  {{- with .annotations }}
  annotations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
type: {{ $type }}
{{- if eq $type "kubernetes.io/basic-auth" }}
data:
  # The API server takes none of this type without.
  username: {{ b64enc "x-access-token" }}
{{- end }}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata:
  name: {{ $role }}
  namespace: {{ quote $namespace }}
  {{- with $.labels }}
  labels:
    {{- toYaml . | nindent 4 }}
  {{- end }}
rules:
  - apiGroups: [""]
    resources: [secrets]
    resourceNames: [{{ quote .name }}]
    verbs: [get, update, patch]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata:
  name: {{ $role }}
  namespace: {{ quote $namespace }}
  {{- with $.labels }}
  labels:
    {{- toYaml . | nindent 4 }}
  {{- end }}
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: Role
  name: {{ $role }}
subjects:
  - kind: ServiceAccount
    name: {{ $.serviceAccountName }}
    namespace: {{ $.root.Release.Namespace }}
{{- end }}
{{- end -}}
{{- end -}}
