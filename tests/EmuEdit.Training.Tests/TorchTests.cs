using System.Runtime.CompilerServices;
using EmuEdit.Training.Torch;
using static TorchSharp.torch;

// Training seeds torch's one generator at every step, so that only one run can go at a time.
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace EmuEdit.Training.Tests;

/// <summary>
/// Tests that use tensors: the scope holds each until the test ends, so that none is finalised
/// while native code reads it.
/// </summary>
public abstract class TorchTests : IDisposable
{
    private readonly TorchSharp.DisposeScope _scope = NewDisposeScope();

    public virtual void Dispose()
    {
        _scope.Dispose();
        GC.SuppressFinalize(this);
    }
}

internal static class TorchSetUp
{
    [ModuleInitializer]
    internal static void Load() => TorchRuntime.EnsureLoaded();
}
