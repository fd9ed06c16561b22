using System.Text.Json.Serialization;

namespace Sidecars.Kubernetes.Tokens;

/// <summary>As much of a Secret as is read and, in a merge patch, written: nothing that is not here is touched, and what is null in a dictionary is taken away.</summary>
internal sealed record SecretPart(SecretPartMetadata Metadata, string? Type, Dictionary<string, string?>? Data);

/// <inheritdoc cref="SecretPart"/>
internal sealed record SecretPartMetadata(string? ResourceVersion, Dictionary<string, string?>? Labels, Dictionary<string, string?>? Annotations);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(SecretPart))]
internal sealed partial class TokenSecretJson : JsonSerializerContext;
