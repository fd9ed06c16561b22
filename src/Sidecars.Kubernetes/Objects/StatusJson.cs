using System.Text.Json.Serialization;

namespace Sidecars.Kubernetes.Objects;

/// <summary>By itself: token-refresher needs no more of what there is to read.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(Status))]
internal sealed partial class StatusJson : JsonSerializerContext;
