namespace Sidecars.Apps.Planted;

/// <summary>What somebody did to a clone on the volume. Scripts run in it as the main container's do, and know these variables:
/// CANARY, a program that nobody should run; ELSEWHERE, the host (with port) of a server that nobody should call; OUTSIDE, a directory beside the workspace;
/// GITHUB, the host (with port) that it was cloned from; SERVER, acme/web as GitHub has it; CLONED, the commit that was cloned; WANTED, the next one, with a new.txt.</summary>
/// <param name="Name">The configuration key, or what it is.</param>
/// <param name="Script">Does it.</param>
/// <param name="Outcome">What git-clone makes of it.</param>
/// <param name="Proof">What plain git makes of it.</param>
internal sealed record Plant(string Name, string Script, Outcome Outcome, Proof Proof);
