using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Sidecars.Apps.Support;

/// <summary>Waits for what cannot be listened to.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static Task HoldsAsync(Func<bool> condition, [CallerArgumentExpression(nameof(condition))] string? what = null)
        => HoldsAsync(() => Task.FromResult(condition()), what);

    public static async Task HoldsAsync(Func<Task<bool>> condition, [CallerArgumentExpression(nameof(condition))] string? what = null)
    {
        for (var clock = Stopwatch.StartNew(); !await condition(); await Task.Delay(5))
        {
            Assert.True(clock.Elapsed < Patience, $"It never came to hold: {what}");
        }
    }
}
