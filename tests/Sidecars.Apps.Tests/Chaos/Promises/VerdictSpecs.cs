using GitHubEmulator;
using Sidecars.Apps.Support;

namespace Sidecars.Apps.Chaos.Promises;

/// <summary>That a broken promise would be seen: here nobody refreshes.</summary>
[Trait("Category", "Chaos")]
public sealed class VerdictSpecs
{
    private static readonly Promise Promise = new(TimeSpan.FromSeconds(2) / 60);

    [Fact]
    public async Task A_command_that_is_refused_while_GitHub_answers_is_a_defect()
    {
        await using var pod = await Pod.StartAsync();
        var commands = await WorkWithADyingTokenAsync(pod);

        var verdict = new Verdict(pod, commands, [], Promise);

        Assert.NotEmpty(verdict.Broken);
        Assert.Equal(commands.Count(command => command.Failed), verdict.Broken.Count);
    }

    [Fact]
    public async Task It_is_none_where_GitHub_had_been_away_until_the_token_died()
    {
        await using var pod = await Pod.StartAsync();
        var commands = await WorkWithADyingTokenAsync(pod);
        var token = pod.GitHub.IssuedTokens[0];

        var verdict = new Verdict(pod, commands, [new("", Operation.Mint, token.MintedAt, token.ExpiresAt, TimeSpan.Zero)], Promise);

        Assert.Empty(verdict.Broken);
        Assert.NotEmpty(verdict.NotPromised);
    }

    private static async Task<IReadOnlyList<CommandRecord>> WorkWithADyingTokenAsync(Pod pod)
    {
        pod.GitHub.TokenLife = TimeSpan.FromSeconds(2);
        Assert.Equal(0, (await pod.GenerateInitialTokenAsync("--access", "write")).ExitCode);
        var consumer = await Consumer.StartAsync(pod);
        while (consumer.Commands.Count < 3 || consumer.Commands.TakeLast(3).Any(command => !command.Failed))
        {
            await consumer.OnceAsync();
        }

        return consumer.Commands;
    }
}
