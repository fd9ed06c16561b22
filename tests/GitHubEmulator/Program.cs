using System.Text.Json;
using GitHubEmulator;
using GitHubEmulator.Http;

try
{
    var commandLine = CommandLine.Parse(args);

    await using var server = await GitHubServer.StartAsync(commandLine.Server);
    commandLine.Setup.ApplyTo(server);

    using var stop = new StopSignal();
    Console.WriteLine($"Listening on {server.ServerUrl.GetLeftPart(UriPartial.Authority)}");
    await stop.Received;

    return 0;
}
catch (Exception exception) when (exception is FormatException or IOException or JsonException or Refusal)
{
    Console.Error.WriteLine($"{exception.Message}\n{CommandLine.Usage}");

    return 2;
}
