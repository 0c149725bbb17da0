using static TorchSharp.torch;

namespace EmuEdit.Training.Tests;

/// <summary>Tests that use tensors: the scope holds each until the test ends, so that none is finalised while native code reads it.</summary>
public abstract class TorchTests : IDisposable
{
    private readonly TorchSharp.DisposeScope _scope = NewDisposeScope();

    public virtual void Dispose()
    {
        _scope.Dispose();
        GC.SuppressFinalize(this);
    }
}
