using System.Text;

namespace Sidecars.Git.Progress;

public sealed class EventFormatSpecs
{
    private static readonly CloneEvent Starting = new("repo_clone", "2026-11-20T12:00:00.000Z", "https://github.com/acme/app.git", CloneStage.Starting, "Cloning repository...");

    [Fact]
    public void An_event_has_what_applies_and_nothing_else()
    {
        Assert.Equal(
            """{"kind":"repo_clone","timestamp":"2026-11-20T12:00:00.000Z","repo":"https://github.com/acme/app.git","stage":"starting","message":"Cloning repository..."}""",
            Text(Starting));
        Assert.EndsWith(
            ""","stage":"cloning","message":"Receiving objects: 0%","phase":"Receiving objects","percent":0,"bytes":0}""",
            Text(Starting with { Stage = CloneStage.Cloning, Message = "Receiving objects: 0%", Phase = "Receiving objects", Percent = 0, Bytes = 0 }));
        Assert.EndsWith(""","stage":"done","message":"Updated","commit":"0123"}""", Text(Starting with { Stage = CloneStage.Done, Message = "Updated", Commit = "0123" }));
        Assert.EndsWith(""","stage":"error","message":"No.","exitCode":5}""", Text(Starting with { Stage = CloneStage.Error, Message = "No.", ExitCode = 5 }));
    }

    [Fact]
    public void A_session_is_an_envelope_around_it()
    {
        Assert.Equal($$"""{"type":"agent.event","sessionId":"s-1","event":{{Text(Starting)}}}""", Text(Starting, "s-1"));
    }

    [Theory]
    [InlineData("it's", "it's")]
    [InlineData("\"\\", """\"\\""")]
    [InlineData("a\nb\u0000", """a\nb\u0000""")]
    [InlineData("déjà 😀", @"déjà \uD83D\uDE00")]
    public void Any_message_is_one_line_of_valid_json(string message, string written)
    {
        Assert.EndsWith($"""
            "message":"{written}"{'}'}
            """, Text(Starting with { Message = message }));
    }

    private static string Text(CloneEvent clone, string? session = null) => Encoding.UTF8.GetString(new EventFormat(session).Bytes(clone));
}
