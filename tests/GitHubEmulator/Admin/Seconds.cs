namespace GitHubEmulator.Admin;

/// <summary>A time span as JSON: <c>{"seconds": 90}</c>.</summary>
internal sealed record Seconds([property: System.Text.Json.Serialization.JsonPropertyName("seconds")] double Value)
{
    public TimeSpan ToTimeSpan() => TimeSpan.FromSeconds(Value);
}
