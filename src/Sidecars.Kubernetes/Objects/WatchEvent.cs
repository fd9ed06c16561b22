using System.Text.Json;
using System.Text.Json.Serialization;

namespace Sidecars.Kubernetes.Objects;

/// <summary>A line of a watch.</summary>
/// <remarks>https://kubernetes.io/docs/reference/using-api/api-concepts/#efficient-detection-of-changes</remarks>
/// <param name="Type">ADDED, MODIFIED, DELETED, BOOKMARK or ERROR.</param>
/// <param name="State">The object as it is now; as it was last, where it is gone; a <see cref="Status"/> for ERROR.</param>
public sealed record WatchEvent(string Type, [property: JsonPropertyName("object")] JsonElement State);
