{{- define "sidecars.app.fullname" -}}
{{- if .Values.fullnameOverride }}{{ .Values.fullnameOverride | trunc 63 | trimSuffix "-" }}
{{- else }}{{- $name := .Values.nameOverride | default .Chart.Name -}}
{{- ternary .Release.Name (printf "%s-%s" .Release.Name $name) (contains $name .Release.Name) | trunc 63 | trimSuffix "-" }}{{ end -}}
{{- end -}}

{{- define "sidecars.app.selectorLabels" -}}
app.kubernetes.io/name: {{ .Values.nameOverride | default .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "sidecars.app.labels" -}}
{{ include "sidecars.app.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end -}}

{{- /* Where nothing but secretSync is asked for, there is no app. */ -}}
{{- define "sidecars.app.isThere" -}}
{{- if or .Values.image.repository .Values.githubApp.enabled (not .Values.secretSync.enabled) }}yes{{ end -}}
{{- end -}}

{{- define "sidecars.sync.name" -}}
{{- include "sidecars.app.fullname" . }}-secret-sync
{{- end -}}

{{- /* Not those of the app: its selector must not find these pods. */ -}}
{{- define "sidecars.sync.selectorLabels" -}}
app.kubernetes.io/name: secret-sync
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "sidecars.sync.labels" -}}
{{ include "sidecars.sync.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end -}}

{{- define "sidecars.app.serviceAccountName" -}}
{{- .Values.serviceAccount.name | default (ternary (include "sidecars.app.fullname" .) "default" .Values.serviceAccount.create) -}}
{{- end -}}

{{- /* A PVC: ours, or one that is there already; empty for a volume of the pod's life. */ -}}
{{- define "sidecars.app.claim" -}}
{{- with .Values.workspace -}}
{{- if .existingClaim }}{{ .existingClaim }}{{ else if .persistent }}{{ include "sidecars.app.fullname" $ }}-workspace{{ end -}}
{{- end -}}
{{- end -}}

{{- /* What the values say wins: a field that stands there twice is no YAML. */ -}}
{{- define "sidecars.app.podSecurityContext" -}}
{{- $ours := include "sidecars.podSecurityContext" (dict "root" . "githubApp" .Values.githubApp) | fromYaml -}}
{{- toYaml (merge (deepCopy .Values.podSecurityContext) $ours) -}}
{{- end -}}

{{- /* The pod, the same for each kind of workload. */ -}}
{{- define "sidecars.app.pod" -}}
{{- $sidecars := dict "root" . "githubApp" .Values.githubApp "kind" .Values.kind -}}
{{- include "sidecars.default" $sidecars -}}
metadata:
  labels:
    {{- include "sidecars.app.labels" . | nindent 4 }}
    {{- with .Values.podLabels }}{{ toYaml . | nindent 4 }}{{ end }}
  {{- with .Values.podAnnotations }}
  annotations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
spec:
  serviceAccountName: {{ include "sidecars.app.serviceAccountName" . }}
  automountServiceAccountToken: false
  {{- if eq .Values.kind "Job" }}
  restartPolicy: Never
  {{- end }}
  {{- with .Values.imagePullSecrets }}
  imagePullSecrets:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  securityContext:
    {{- include "sidecars.app.podSecurityContext" . | nindent 4 }}
  {{- with include "sidecars.initContainers" $sidecars | trim }}
  initContainers:
    {{- . | nindent 4 }}
  {{- end }}
  containers:
    - name: app
      image: {{ printf "%s:%s" (required "image.repository is missing: the image of the app" .Values.image.repository) (required "image.tag is missing: the version of the app's image" (include "sidecars.text" .Values.image.tag)) | quote }}
      imagePullPolicy: {{ .Values.image.pullPolicy }}
      {{- with .Values.command }}
      command:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- with .Values.args }}
      args:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      env:
        {{- include "sidecars.env" $sidecars | trim | nindent 8 }}
        {{- with .Values.env }}{{ toYaml . | nindent 8 }}{{ end }}
      {{- with .Values.ports }}
      ports:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      resources:
        {{- toYaml .Values.resources | nindent 8 }}
      securityContext:
        {{- toYaml .Values.containerSecurityContext | nindent 8 }}
      volumeMounts:
        {{- include "sidecars.volumeMounts" $sidecars | trim | nindent 8 }}
        {{- if not (and $sidecars.githubApp.enabled $sidecars.githubApp.clone.enabled) }}
        - name: {{ $sidecars.githubApp.clone.volumeName }}
          mountPath: {{ $sidecars.githubApp.clone.mountPath }}
        {{- end }}
        {{- with .Values.extraVolumeMounts }}{{ toYaml . | nindent 8 }}{{ end }}
    {{- with include "sidecars.containers" $sidecars | trim }}{{ . | nindent 4 }}{{ end }}
    {{- with .Values.extraContainers }}{{ toYaml . | nindent 4 }}{{ end }}
  volumes:
    - name: {{ $sidecars.githubApp.clone.volumeName }}
      {{- if include "sidecars.app.claim" . }}
      persistentVolumeClaim:
        claimName: {{ include "sidecars.app.claim" . }}
      {{- else }}
      emptyDir:
        sizeLimit: {{ .Values.workspace.storageSize }}
      {{- end }}
    {{- with include "sidecars.volumes" $sidecars | trim }}{{ . | nindent 4 }}{{ end }}
    {{- with .Values.extraVolumes }}{{ toYaml . | nindent 4 }}{{ end }}
  {{- with .Values.nodeSelector }}
  nodeSelector:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.affinity }}
  affinity:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.tolerations }}
  tolerations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
{{- end -}}
