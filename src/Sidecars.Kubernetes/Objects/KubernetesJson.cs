using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Sidecars.Kubernetes.Objects;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Secret))]
[JsonSerializable(typeof(SecretList))]
[JsonSerializable(typeof(Event))]
[JsonSerializable(typeof(WatchEvent))]
[JsonSerializable(typeof(DeleteOptions))]
[JsonSerializable(typeof(JsonObject))]
internal sealed partial class KubernetesJson : JsonSerializerContext;
