using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Sidecars.Git.Progress;

/// <summary>Events as JSON, one object in one line; with a session, in the envelope of an agent's event.</summary>
public sealed class EventFormat(string? session)
{
    // People read these lines too: an apostrophe stays one. What would end the line is escaped all the same.
    private static readonly EventJson Json = new(new JsonSerializerOptions
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter<CloneStage>(JsonNamingPolicy.CamelCase) },
    });

    /// <summary>Without a line end.</summary>
    public byte[] Bytes(CloneEvent clone)
        => session is null
            ? JsonSerializer.SerializeToUtf8Bytes(clone, Json.CloneEvent)
            : JsonSerializer.SerializeToUtf8Bytes(new SessionEvent("agent.event", session, clone), Json.SessionEvent);
}

internal sealed record SessionEvent(string Type, string SessionId, CloneEvent Event);

[JsonSerializable(typeof(CloneEvent))]
[JsonSerializable(typeof(SessionEvent))]
internal sealed partial class EventJson : JsonSerializerContext;
